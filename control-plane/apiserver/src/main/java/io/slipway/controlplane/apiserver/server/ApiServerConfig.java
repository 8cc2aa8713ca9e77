// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.oidc.OidcConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the API is served.
 *
 * @param address to listen on; port 0 takes a free one
 * @param data where keys and the kubeconfig are kept
 * @param version of this program, which clients are told
 * @param oidc whose ID tokens are taken; null for nobody's
 */
public record ApiServerConfig(
    InetSocketAddress address, Path data, String version, @Nullable OidcConfig oidc) {
  /** Without ID tokens. */
  public ApiServerConfig(InetSocketAddress address, Path data, String version) {
    this(address, data, version, null);
  }
}
