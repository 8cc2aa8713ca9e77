// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.predict;

import io.slipway.transport.tls.ClientTls;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server to ask.
 *
 * @param url its address, {@code http} or {@code https}
 * @param tls what connections are encrypted with, null for {@code http}
 * @param token what says who asks, null for nobody
 */
public record PredictionServer(URI url, @Nullable ClientTls tls, @Nullable String token) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  public PredictionServer {
    Objects.requireNonNull(url, "url");
  }

  /** The value of the header {@code Authorization}, null for none. */
  @Nullable String authorization() {
    return token == null ? null : "Bearer " + token;
  }

  /** The same for a protocol that knows no URLs. */
  InetSocketAddress address() {
    int port = url.getPort();
    return new InetSocketAddress(
        url.getHost(), port >= 0 ? port : tls == null ? HTTP_PORT : HTTPS_PORT);
  }
}
