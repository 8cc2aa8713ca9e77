// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who asks, as the authenticators found out.
 *
 * @param name of the user; {@code system:anonymous} for nobody
 * @param uid what tells users of one name apart; may be empty
 * @param groups that the user is in, {@code system:authenticated} among them
 * @param extra what else is known, for those who understand it
 */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  /** Members may do everything, whatever roles say. */
  public static final String MASTERS = "system:masters";

  /** Who shows no credential. */
  public static final String UNAUTHENTICATED = "system:unauthenticated";

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  public UserInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** A user of whom nothing else is known. */
  public UserInfo(String name, String uid, List<String> groups) {
    this(name, uid, groups, Map.of());
  }

  /** As this one, of whom something else is known. */
  public UserInfo with(Map<String, List<String>> more) {
    return new UserInfo(name, uid, groups, more);
  }

  /** Someone without a credential. */
  public static UserInfo anonymous() {
    return new UserInfo("system:anonymous", "", List.of(UNAUTHENTICATED));
  }

  /** A service account, with the groups that it is always in. */
  public static UserInfo serviceAccount(String namespace, String name, String uid) {
    return new UserInfo(
        serviceAccountName(namespace, name),
        uid,
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated"));
  }

  static String serviceAccountName(String namespace, String name) {
    return SERVICE_ACCOUNT + namespace + ':' + name;
  }

  /** Whether no role is asked. */
  public boolean isMaster() {
    return groups.contains(MASTERS);
  }
}
