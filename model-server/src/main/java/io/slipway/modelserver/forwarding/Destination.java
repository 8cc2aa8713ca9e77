// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A Pod's ports.
 *
 * @param grpcPort where it answers gRPC calls
 * @param pod its name, for people
 */
public record Destination(String pod, String host, int port, int grpcPort) {
  public Destination {
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(host, "host");
  }

  /** As it stands in a URI. */
  String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /**
   * @throws IllegalArgumentException if the host is no address
   */
  InetSocketAddress grpc() {
    return new InetSocketAddress(InetAddress.ofLiteral(host), grpcPort);
  }

  /** For people. */
  String atGrpc() {
    return new Destination(pod, host, grpcPort, grpcPort).toString();
  }

  @Override
  public String toString() {
    return "Pod " + pod + " at " + authority();
  }
}
