// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the ports are protected.
 *
 * @param tls null for plain text
 * @param httpRestrictions groups of endpoints that need a certain header over HTTP
 * @param grpcRestrictions the same over gRPC, where the header is a metadata entry
 */
public record SecurityConfig(
    @Nullable TlsConfig tls,
    HeaderRestrictions httpRestrictions,
    HeaderRestrictions grpcRestrictions) {
  /** No protection: everybody who reaches the ports may do everything. */
  public static final SecurityConfig OPEN =
      new SecurityConfig(null, HeaderRestrictions.NONE, HeaderRestrictions.NONE);

  public SecurityConfig {
    Objects.requireNonNull(httpRestrictions, "httpRestrictions");
    Objects.requireNonNull(grpcRestrictions, "grpcRestrictions");
  }

  /** Whether whoever may call has proved who they are, over a connection that nobody else reads. */
  public boolean authenticates() {
    return tls != null
        && tls.clientCa() != null
        && tls.clientCertificates() == ClientCertificates.REQUIRED;
  }

  /** Whether every request that arrives is let in. */
  public boolean isOpen() {
    return httpRestrictions.isEmpty() && grpcRestrictions.isEmpty();
  }
}
