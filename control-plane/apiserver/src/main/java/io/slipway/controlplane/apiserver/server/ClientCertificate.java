// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;

/** Who a client's certificate says is calling: the common name, in the organizations as groups. */
final class ClientCertificate {
  private static final String COMMON_NAME = "CN:";
  private static final String ORGANIZATION = "O:";

  private ClientCertificate() {}

  /**
   * @param names of the verified certificate, each with its kind before it
   */
  static UserInfo caller(List<String> names) {
    String user = "";
    List<String> groups = new ArrayList<>();
    for (String name : names) {
      if (name.startsWith(COMMON_NAME)) {
        user = name.substring(COMMON_NAME.length());
      } else if (name.startsWith(ORGANIZATION)) {
        groups.add(name.substring(ORGANIZATION.length()));
      }
    }
    if (user.isEmpty()) {
      return UserInfo.anonymous();
    }
    groups.add("system:authenticated");
    return new UserInfo(user, "", groups);
  }
}
