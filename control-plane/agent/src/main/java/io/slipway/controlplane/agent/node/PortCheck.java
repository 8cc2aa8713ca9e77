// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether others have the ports of a Pod. */
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

  /** What keeps a server of all addresses from its port, or empty. */
  static String takenFromAll(ContainerSpec container) {
    for (int port : container.ports().values()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(port));
      } catch (IOException _) {
        return "port %d is taken on this machine, whose ports Pods share: a server that listens on all addresses cannot have it; let it listen on its Pod's address (status.podIP), or take its port from $(PORT)"
            .formatted(port);
      }
    }
    return "";
  }
}
