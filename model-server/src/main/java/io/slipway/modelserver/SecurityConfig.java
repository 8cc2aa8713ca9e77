// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the ports are protected.
 *
 * @param tls null for plain text
 * @param tokens the file of those who may do something, null if everybody may
 * @param httpRestrictions groups of endpoints that need a certain header over HTTP
 * @param grpcRestrictions the same over gRPC, where the header is a metadata entry
 * @param clientLimits of each client that has no other limits in the tokens file
 * @param serviceLimits of each service that has no limits of its own
 * @param limitsByService those that have, by {@code namespace/name}
 */
public record SecurityConfig(
    @Nullable TlsConfig tls,
    @Nullable Path tokens,
    HeaderRestrictions httpRestrictions,
    HeaderRestrictions grpcRestrictions,
    Limits clientLimits,
    Limits serviceLimits,
    Map<String, Limits> limitsByService) {
  /** No protection: everybody who reaches the ports may do everything. */
  public static final SecurityConfig OPEN =
      new SecurityConfig(
          null,
          null,
          HeaderRestrictions.NONE,
          HeaderRestrictions.NONE,
          Limits.NONE,
          Limits.NONE,
          Map.of());

  public SecurityConfig {
    Objects.requireNonNull(httpRestrictions, "httpRestrictions");
    Objects.requireNonNull(grpcRestrictions, "grpcRestrictions");
    Objects.requireNonNull(clientLimits, "clientLimits");
    Objects.requireNonNull(serviceLimits, "serviceLimits");
    limitsByService = Map.copyOf(limitsByService);
  }

  /** The same with these limits of services. */
  public SecurityConfig withLimitsByService(Map<String, Limits> limits) {
    return limits.isEmpty()
        ? this
        : new SecurityConfig(
            tls, tokens, httpRestrictions, grpcRestrictions, clientLimits, serviceLimits, limits);
  }

  /** Whether whoever may call has proved who they are, over a connection that nobody else reads. */
  public boolean authenticates() {
    return tls != null
        && (tokens != null
            || (tls.clientCa() != null && tls.clientCertificates() == ClientCertificates.REQUIRED));
  }

  /** Whether every request that arrives is let in. */
  public boolean isOpen() {
    return tokens == null
        && httpRestrictions.isEmpty()
        && grpcRestrictions.isEmpty()
        && clientLimits.isNone()
        && serviceLimits.isNone()
        && limitsByService.isEmpty();
  }
}
