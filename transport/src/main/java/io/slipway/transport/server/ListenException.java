// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An address cannot be listened on: mostly its port is taken. The message names both. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final InetSocketAddress address;

  ListenException(InetSocketAddress address, Throwable cause) {
    super(
        "cannot listen on %s port %d: %s"
            .formatted(host(address), address.getPort(), reason(cause)),
        cause);
    this.address = address;
  }

  private static String host(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    return resolved == null ? address.getHostString() : resolved.getHostAddress();
  }

  /** What the system said; native I/O puts the name of its call in front. */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf("): ") < 0 ? 0 : message.lastIndexOf("): ") + 3);
  }

  /** The address that was asked for. */
  public InetSocketAddress address() {
    return address;
  }
}
