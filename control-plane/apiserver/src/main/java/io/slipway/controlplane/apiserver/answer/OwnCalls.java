// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that this process makes for itself. */
public final class OwnCalls {
  /** The owner of this process, who may do everything. */
  public static final UserInfo OWNER =
      new UserInfo("slipway:owner", "", List.of(UserInfo.MASTERS, "system:authenticated"));

  private OwnCalls() {}

  /**
   * A call with a JSON document, or without one.
   *
   * @param document null for none
   */
  static ApiCall of(String method, String path, @Nullable String document) {
    byte[] body = document == null ? new byte[0] : document.getBytes(StandardCharsets.UTF_8);
    return new ApiCall(method, path, "fieldManager=slipway", OwnCalls::header, body, OWNER);
  }

  /** As {@link #of}, of a JSON patch. */
  static ApiCall jsonPatch(String path, String document) {
    return new ApiCall(
        "PATCH",
        path,
        "fieldManager=slipway",
        name -> name.equals("content-type") ? "application/json-patch+json" : null,
        document.getBytes(StandardCharsets.UTF_8),
        OWNER);
  }

  private static @Nullable String header(String name) {
    return null;
  }
}
