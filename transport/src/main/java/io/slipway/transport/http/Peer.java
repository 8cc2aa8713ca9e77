// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;

/**
 * Who is at the other end of a connection.
 *
 * @param encrypted whether the connection is TLS
 * @param certificateNames what the client's verified certificate says who it is, each with its
 *     kind: {@code URI:spiffe://...}, {@code DNS:...}, {@code CN:...}, {@code O:...}; empty without
 *     a certificate
 */
public record Peer(SocketAddress address, boolean encrypted, List<String> certificateNames) {
  public Peer {
    Objects.requireNonNull(address, "address");
    certificateNames = List.copyOf(certificateNames);
  }

  /** Over a connection in plain text. */
  public static Peer plain(SocketAddress address) {
    return new Peer(address, false, List.of());
  }
}
