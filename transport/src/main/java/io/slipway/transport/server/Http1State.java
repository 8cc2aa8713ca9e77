// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.util.concurrent.TimeUnit;

/** How far an {@link Http1Connection} is with its request. */
enum Http1State {
  /** Between requests. */
  IDLE,
  /** Part of a head has come. */
  HEAD,
  /** Part of a body has come. */
  BODY,
  /** The request has its answer; the rest of its body is thrown away as it comes. */
  SKIPPING,
  /** A service has the request. */
  SERVING,
  /** The last answer is written; what comes is thrown away. */
  CLOSING,
  /** Another handler goes on. */
  UPGRADED;

  /**
   * How long a client that was refused in the middle of its request may go on sending. Closing with
   * unread bytes would reset the connection, and the client would never read the reason.
   */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * How many nanoseconds a connection may be in it.
   *
   * @param first whether no request has come before
   */
  long patience(TransportConfig config, boolean first) {
    return switch (this) {
      case IDLE -> (first ? config.headerTimeout() : config.idleTimeout()).toNanos();
      case HEAD -> config.headerTimeout().toNanos();
      case BODY, SKIPPING -> config.requestTimeout().toNanos();
      case CLOSING -> LINGER_NANOS;
      case SERVING, UPGRADED -> Long.MAX_VALUE;
    };
  }
}
