// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.access.HeaderRestrictions;
import java.util.Objects;

/**
 * How the ports are protected.
 *
 * @param httpRestrictions groups of endpoints that need a certain header over HTTP
 * @param grpcRestrictions the same over gRPC, where the header is a metadata entry
 */
public record SecurityConfig(
    HeaderRestrictions httpRestrictions, HeaderRestrictions grpcRestrictions) {
  /** No protection: everybody who reaches the ports may do everything. */
  public static final SecurityConfig OPEN =
      new SecurityConfig(HeaderRestrictions.NONE, HeaderRestrictions.NONE);

  public SecurityConfig {
    Objects.requireNonNull(httpRestrictions, "httpRestrictions");
    Objects.requireNonNull(grpcRestrictions, "grpcRestrictions");
  }

  /** Whether every request is let in. */
  public boolean isOpen() {
    return httpRestrictions.isEmpty() && grpcRestrictions.isEmpty();
  }
}
