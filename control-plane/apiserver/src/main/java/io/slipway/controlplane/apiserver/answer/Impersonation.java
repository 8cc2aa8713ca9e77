// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.rbac.AccessRequest;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls in the name of somebody else, as {@code kubectl --as} makes them: from then on only the
 * rights of the other count. Who calls has to have the right to {@code impersonate} each part.
 */
final class Impersonation {
  private static final String USER = "impersonate-user";
  private static final String GROUP = "impersonate-group";
  private static final String UID = "impersonate-uid";
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String ANONYMOUS = "system:anonymous";

  private final Rights rights;

  Impersonation(Rights rights) {
    this.rights = rights;
  }

  /**
   * In whose name a call is made.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for groups of nobody,
   *     Unauthorized or Forbidden
   */
  ApiCall of(ApiCall call) {
    String user = call.header(USER);
    List<String> groups = call.headers().all(GROUP);
    String uid = call.header(UID);
    if (user.isEmpty() && groups.isEmpty() && uid.isEmpty()) {
      return call;
    }
    if (user.isEmpty()) {
      throw ApiErrors.badRequest(
          "Impersonate-Group or Impersonate-Uid without Impersonate-User (expected: a user)");
    }
    require(call.caller(), user);
    for (String group : groups) {
      require(call.caller(), "", "groups", "", group);
    }
    if (!uid.isEmpty()) {
      require(call.caller(), "authentication.k8s.io", "uids", "", uid);
    }
    return new ApiCall(
        call.method(),
        call.path(),
        call.query(),
        call.headers(),
        call.body(),
        who(user, uid, groups));
  }

  private void require(UserInfo caller, String user) {
    String[] parts = user.split(":", -1);
    if (user.startsWith(ACCOUNT) && parts.length == 4) {
      require(caller, "", "serviceaccounts", parts[2], parts[3]);
    } else {
      require(caller, "", "users", "", user);
    }
  }

  private void require(
      UserInfo caller, String group, String resource, String namespace, String name) {
    AccessRequest.ToResource access =
        new AccessRequest.ToResource("impersonate", group, resource, "", namespace, name);
    rights.check(caller, access, new GroupResource(group, resource), name);
  }

  private static UserInfo who(String user, String uid, List<String> groups) {
    String[] parts = user.split(":", -1);
    if (groups.isEmpty() && user.startsWith(ACCOUNT) && parts.length == 4) {
      return UserInfo.serviceAccount(parts[2], parts[3], uid);
    }
    List<String> all = new ArrayList<>(groups);
    String everybody = user.equals(ANONYMOUS) ? "system:unauthenticated" : "system:authenticated";
    if (!all.contains(everybody)) {
      all.add(everybody);
    }
    return new UserInfo(user, uid, all);
  }
}
