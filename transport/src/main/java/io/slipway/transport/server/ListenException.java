// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.io.IOException;
import java.net.InetSocketAddress;

/** An address cannot be listened on: mostly its port is taken. The message names both. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final InetSocketAddress address;

  ListenException(InetSocketAddress address, Throwable cause) {
    super(
        "cannot listen on %s port %d: %s"
            .formatted(address.getHostString(), address.getPort(), cause.getMessage()),
        cause);
    this.address = address;
  }

  /** The address that was asked for. */
  public InetSocketAddress address() {
    return address;
  }
}
