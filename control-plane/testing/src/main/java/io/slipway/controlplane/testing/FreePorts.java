// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of loopback that nobody listened on a moment ago, for programs that cannot take port 0. */
record FreePorts(List<Integer> ports) {
  FreePorts {
    ports = List.copyOf(ports);
  }

  static FreePorts take(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // all at once, so that no two are the same
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return new FreePorts(held.stream().map(ServerSocket::getLocalPort).toList());
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  int get(int index) {
    return ports.get(index);
  }
}
