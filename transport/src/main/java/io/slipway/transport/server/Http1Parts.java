// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** The parts of an HTTP/1.1 answer: chunks, or for HTTP/1.0 bytes up to the end. */
final class Http1Parts extends ResponseParts {
  private final Http1Connection connection;
  private final boolean chunked;
  private final boolean withBody;
  private final boolean last;

  /**
   * @param chunked whether the client knows chunks
   * @param withBody false in answer to HEAD
   * @param last whether the connection ends behind the answer
   */
  Http1Parts(
      EventLoop loop, Http1Connection connection, boolean chunked, boolean withBody, boolean last) {
    super(loop);
    this.connection = connection;
    this.chunked = chunked;
    this.withBody = withBody;
    this.last = last;
  }

  boolean chunked() {
    return chunked;
  }

  boolean last() {
    return last;
  }

  @Override
  void write(ByteBuf part) {
    int size = part.readableBytes();
    if (withBody) {
      connection.output().writePart(part, chunked, () -> written(size));
    } else {
      part.release();
      written(size);
    }
  }

  @Override
  void flush() {
    connection.partsWritten();
  }

  @Override
  void finish() {
    connection.output().endParts(chunked && withBody, last);
    connection.partsEnded(last);
  }

  @Override
  void cut() {
    connection.abort();
  }
}
