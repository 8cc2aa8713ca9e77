// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.trace.TraceConfig;
import io.slipway.transport.server.TransportConfig;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a serving process is set up.
 *
 * @param data data and caches
 * @param payloadLog of services that have none of their own, null for none
 * @param trace null if no request is traced
 * @param responseCacheBytes what cached answers may take; 0 for no cache
 */
public record ServingConfig(
    InetAddress address,
    int httpPort,
    int grpcPort,
    Path data,
    ExecutionConfig execution,
    TransportConfig transport,
    SecurityConfig security,
    ProtocolConfig protocol,
    @Nullable ServiceLogConfig payloadLog,
    @Nullable TraceConfig trace,
    long responseCacheBytes) {
  public ServingConfig {
    requirePort("--http-port", httpPort);
    requirePort("--grpc-port", grpcPort);
    if (httpPort == grpcPort && httpPort != 0) {
      throw new IllegalArgumentException(
          "--http-port and --grpc-port are both " + httpPort + " (expected: two ports)");
    }
  }

  /** Where fetched models and unpacked libraries are kept. */
  public Path cache() {
    return data.resolve("cache");
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }
}
