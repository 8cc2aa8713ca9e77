// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Pods share the addresses of the machine, so a port is one Pod's at a time. */
final class PortCheck {
  private PortCheck() {}

  static void free(ContainerSpec container, String address) throws ContainerCreationException {
    for (int port : container.ports().values()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(address, port));
      } catch (IOException e) {
        throw new ContainerCreationException(
            "port %d of container %s is taken on this machine (%s)"
                .formatted(port, container.name(), e.getMessage()),
            e);
      }
    }
  }
}
