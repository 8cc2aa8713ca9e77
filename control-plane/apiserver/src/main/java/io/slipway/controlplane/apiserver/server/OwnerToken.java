// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.token.Authenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token in the kubeconfig, by which the owner of the data directory is known. A token rather
 * than a certificate: every client library can show one, and some cannot read every form of key.
 */
final class OwnerToken implements Authenticator {
  private static final UserInfo OWNER =
      new UserInfo("slipway:admin", "", List.of(UserInfo.MASTERS, "system:authenticated"));

  private final byte[] token;

  OwnerToken(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable UserInfo user(String shown) {
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8)) ? OWNER : null;
  }
}
