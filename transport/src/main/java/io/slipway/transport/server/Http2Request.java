// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.slipway.api.error.ServingException;
import io.slipway.transport.server.TransportObserver.Limit;
import org.jspecify.annotations.Nullable;

/** A request on a stream of its own. On its connection's event loop, but for the answer. */
abstract sealed class Http2Request<A> extends Answer<A> permits Http2Exchange, GrpcStream {
  private final Http2Connection connection;
  private final int streamId;

  /** When the request began, or the client last took something of its answer. */
  private long since;

  private boolean ended;

  Http2Request(Http2Connection connection, int streamId) {
    super(connection.eventLoop());
    this.connection = connection;
    this.streamId = streamId;
    this.since = connection.now();
  }

  final Http2Connection connection() {
    return connection;
  }

  final int streamId() {
    return streamId;
  }

  final long since() {
    return since;
  }

  /** The client took something of the answer. */
  final void progress() {
    since = connection.now();
  }

  /** Whether the client has sent its END_STREAM. */
  final boolean ended() {
    return ended;
  }

  final void markEnded() {
    ended = true;
  }

  /**
   * Takes what is readable in {@code data}; throws what the request is then failed with.
   *
   * @return how many bytes the client's window gets back; the others are {@link
   *     Http2Connection#consumed} later
   */
  abstract int data(ByteBuf data);

  /** The client has sent all it will: hands the request to the service. */
  abstract void end();

  /** Ends the request with a failure that the transport found; nothing if it is over. */
  abstract void refuse(ServingException failure);

  /** Frees what was received and not handed on. */
  abstract void discard();

  /** The stream is closed, by whichever side and for whatever reason. */
  final void closed() {
    discard();
    abandon();
    onClosed();
  }

  void onClosed() {}

  /** The server is stopping. */
  void drain() {}

  /** The limit on time that the client has passed, null if none. */
  @Nullable Limit overdue(long now, TransportConfig config) {
    long age = now - since;
    if (isOver()) {
      return age > config.writeStallTimeout().toNanos() ? Limit.WRITE_STALL : null;
    }
    return !ended && age > config.requestTimeout().toNanos() ? Limit.REQUEST_TIMEOUT : null;
  }
}
