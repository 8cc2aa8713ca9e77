// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.trace.TraceConfig;
import io.slipway.transport.server.TransportConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * @param addresses where to listen; every protocol is spoken on each; port 0 picks a free one
 * @param anyHost false on loopback: requests for unknown hosts and from foreign origins are refused
 * @param log of the process, which clients may change
 * @param trace null if no request is traced
 */
public record ModelServerConfig(
    ServerIdentity identity,
    List<InetSocketAddress> addresses,
    boolean anyHost,
    TransportConfig transport,
    SecurityConfig security,
    ProtocolConfig protocol,
    PayloadLogConfig payloads,
    LogControl log,
    @Nullable TraceConfig trace) {
  public ModelServerConfig {
    Objects.requireNonNull(identity, "identity");
    addresses = List.copyOf(addresses);
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(security, "security");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(payloads, "payloads");
    Objects.requireNonNull(log, "log");
  }
}
