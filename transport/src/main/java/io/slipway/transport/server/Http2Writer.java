// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;

/** Writes answers into the streams of one connection; flow control is Netty's. */
final class Http2Writer {
  /** Data is queued in parts of this size, each of which reports when the client took it. */
  private static final int PART_BYTES = 64 * 1024;

  private final ChannelHandlerContext ctx;
  private final Http2ConnectionEncoder encoder;

  Http2Writer(ChannelHandlerContext ctx, Http2ConnectionEncoder encoder) {
    this.ctx = ctx;
    this.encoder = encoder;
  }

  void headers(int streamId, Http2Headers headers, boolean endStream) {
    encoder.writeHeaders(ctx, streamId, headers, 0, endStream, ctx.newPromise());
  }

  /** Takes {@code data} over. */
  void data(Http2Request<?> request, ByteBuf data, boolean endStream) {
    while (data.readableBytes() > PART_BYTES) {
      encoder
          .writeData(
              ctx,
              request.streamId(),
              data.readRetainedSlice(PART_BYTES),
              0,
              false,
              ctx.newPromise())
          .addListener(_ -> request.progress());
    }
    encoder.writeData(ctx, request.streamId(), data, 0, endStream, ctx.newPromise());
  }

  /** As {@link #data}, without an end; the stream is told of every byte that leaves. */
  void counted(MessageStream stream, ByteBuf data) {
    while (data.readableBytes() > PART_BYTES) {
      countedPart(stream, data.readRetainedSlice(PART_BYTES));
    }
    countedPart(stream, data);
  }

  private void countedPart(MessageStream stream, ByteBuf part) {
    int size = part.readableBytes();
    encoder
        .writeData(ctx, stream.streamId(), part, 0, false, ctx.newPromise())
        .addListener(_ -> stream.written(size));
  }

  /** As {@link #data}, without an end; {@code parts} is told of every byte that leaves. */
  void parts(Http2Exchange exchange, ResponseParts parts, ByteBuf data) {
    while (data.readableBytes() > PART_BYTES) {
      part(exchange, parts, data.readRetainedSlice(PART_BYTES));
    }
    part(exchange, parts, data);
  }

  private void part(Http2Exchange exchange, ResponseParts parts, ByteBuf part) {
    int size = part.readableBytes();
    encoder
        .writeData(ctx, exchange.streamId(), part, 0, false, ctx.newPromise())
        .addListener(_ -> {
          exchange.progress();
          parts.written(size);
        });
  }

  /** Tells the client to stop sending what nobody reads (RFC 9113, 8.1). */
  void stopSending(int streamId) {
    encoder.writeRstStream(ctx, streamId, Http2Error.NO_ERROR.code(), ctx.newPromise());
  }

  void reset(int streamId, Http2Error error) {
    encoder.writeRstStream(ctx, streamId, error.code(), ctx.newPromise());
  }
}
