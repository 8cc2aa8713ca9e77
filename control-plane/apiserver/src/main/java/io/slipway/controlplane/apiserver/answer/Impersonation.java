// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.rbac.AccessRequest;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Calls in the name of somebody else, as {@code kubectl --as} makes them: from then on only the
 * rights of the other count. Who calls has to have the right to {@code impersonate} each part.
 */
final class Impersonation {
  private static final String USER = "impersonate-user";
  private static final String GROUP = "impersonate-group";
  private static final String UID = "impersonate-uid";
  private static final String EXTRA = "impersonate-extra-";
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String ANONYMOUS = "system:anonymous";
  private static final String KNOWN = "system:authenticated";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Rights rights;

  Impersonation(Rights rights) {
    this.rights = rights;
  }

  /**
   * In whose name a call is made.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for groups of nobody,
   *     Forbidden
   */
  ApiCall of(ApiCall call) {
    String user = call.header(USER);
    List<String> groups = call.headers().all(GROUP);
    String uid = call.header(UID);
    Map<String, List<String>> extra = extra(call.headers());
    if (user.isEmpty() && groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
      return call;
    }
    if (user.isEmpty()) {
      throw ApiErrors.badRequest(
          "Impersonate-Group, -Uid or -Extra-... without impersonating a user (expected:"
              + " Impersonate-User)");
    }
    UserInfo caller = call.caller();
    require(caller, user);
    for (String group : groups) {
      require(caller, new GroupResource("", "groups"), "", "", group);
    }
    extra.forEach((key, values) -> {
      for (String value : values) {
        require(caller, new GroupResource(AUTHENTICATION, "userextras"), key, "", value);
      }
    });
    if (!uid.isEmpty()) {
      require(caller, new GroupResource(AUTHENTICATION, "uids"), "", "", uid);
    }
    return new ApiCall(
        call.method(),
        call.path(),
        call.query(),
        call.headers(),
        call.body(),
        who(user, uid, groups).with(extra));
  }

  /** Names of header fields are in any case, and hold no slash: keys are small, and encoded. */
  private static Map<String, List<String>> extra(ApiCall.Headers headers) {
    Map<String, List<String>> extra = Map.of();
    for (String name : headers.names()) {
      if (name.regionMatches(true, 0, EXTRA, 0, EXTRA.length())) {
        extra = extra.isEmpty() ? new LinkedHashMap<>() : extra;
        String key = key(name.substring(EXTRA.length()).toLowerCase(Locale.ROOT));
        extra.putIfAbsent(key, headers.all(name));
      }
    }
    return extra;
  }

  private static String key(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return encoded; // as it is, then
    }
  }

  private void require(UserInfo caller, String user) {
    String[] parts = user.split(":", -1);
    if (user.startsWith(ACCOUNT) && parts.length == 4) {
      require(caller, new GroupResource("", "serviceaccounts"), "", parts[2], parts[3]);
    } else {
      require(caller, new GroupResource("", "users"), "", "", user);
    }
  }

  private void require(
      UserInfo caller, GroupResource resource, String part, String namespace, String name) {
    AccessRequest.ToResource access =
        new AccessRequest.ToResource(
            "impersonate", resource.group(), resource.resource(), part, namespace, name);
    rights.check(caller, access, resource, name);
  }

  private static UserInfo who(String user, String uid, List<String> groups) {
    String[] parts = user.split(":", -1);
    if (groups.isEmpty() && user.startsWith(ACCOUNT) && parts.length == 4) {
      return UserInfo.serviceAccount(parts[2], parts[3], uid);
    }
    List<String> all = new ArrayList<>(groups);
    String everybody = user.equals(ANONYMOUS) ? UserInfo.UNAUTHENTICATED : KNOWN;
    if (!all.contains(everybody) && !all.contains(UserInfo.UNAUTHENTICATED)) {
      all.add(everybody);
    }
    return new UserInfo(user, uid, all);
  }
}
