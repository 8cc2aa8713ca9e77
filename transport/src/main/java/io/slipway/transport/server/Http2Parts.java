// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;

/** The parts of an HTTP/2 answer. */
final class Http2Parts extends ResponseParts {
  private final Http2Exchange exchange;
  private final boolean withBody;

  /**
   * @param withBody false in answer to HEAD
   */
  Http2Parts(Http2Exchange exchange, boolean withBody) {
    super(exchange.connection().eventLoop());
    this.exchange = exchange;
    this.withBody = withBody;
  }

  @Override
  void write(ByteBuf part) {
    if (!withBody) {
      int size = part.readableBytes();
      part.release();
      written(size);
      return;
    }
    exchange.connection().writer().parts(exchange, this, part);
  }

  @Override
  void flush() {
    exchange.connection().answered(exchange);
  }

  @Override
  void finish() {
    exchange.connection().writer().data(exchange, Unpooled.EMPTY_BUFFER, true);
    exchange.connection().answered(exchange);
  }

  @Override
  void cut() {
    exchange.connection().writer().reset(exchange.streamId(), Http2Error.INTERNAL_ERROR);
    exchange.connection().answered(exchange);
  }
}
