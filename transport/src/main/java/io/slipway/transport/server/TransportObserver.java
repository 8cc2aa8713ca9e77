// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/**
 * Told what a server does, to be counted. Called on event loops, so nothing here may block or
 * throw; every method does nothing unless overridden.
 */
public interface TransportObserver {
  /** Observes nothing. */
  TransportObserver NONE = new TransportObserver() {};

  /** What a request came over. */
  enum Protocol {
    HTTP_1,
    HTTP_2,
    GRPC
  }

  /** A limit, or a rule that protects the server, that ended a request or a connection. */
  enum Limit {
    CONNECTIONS,
    INITIAL_LINE,
    HEADER_BYTES,
    BODY_BYTES,
    BUFFERED_BYTES,
    HEADER_TIMEOUT,
    REQUEST_TIMEOUT,
    IDLE_TIMEOUT,
    WRITE_STALL,
    HTTP2_FLOOD,
    GRPC_DEADLINE,
    HOST_POLICY,
    TLS_HANDSHAKES,
    TLS_HANDSHAKE_TIMEOUT,
    TLS_HANDSHAKE_FAILED,
    PLAIN_TEXT,
    MALFORMED
  }

  default void connectionOpened() {}

  default void connectionClosed() {}

  /** A connection over the limit. */
  default void connectionRefused() {}

  /** A request that a service was given. */
  default void request(Protocol protocol) {}

  default void limitReached(Limit limit) {}
}
