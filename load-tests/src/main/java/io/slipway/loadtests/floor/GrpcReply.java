// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Reads each call to its end and answers the same message again, by the frames of HTTP/2 alone. */
final class GrpcReply extends Http2EventAdapter {
  /** The windows of Slipway, so that the client sends as it does there. */
  private static final int STREAM_WINDOW_BYTES = 1 << 20;

  private static final int MAX_FRAME_BYTES = 64 * 1024;
  private static final Http2Headers HEAD =
      ReadOnlyHttp2Headers.serverHeaders(
          false,
          AsciiString.cached("200"),
          AsciiString.cached("content-type"),
          AsciiString.cached("application/grpc"));
  private static final Http2Headers OK =
      ReadOnlyHttp2Headers.trailers(
          false, AsciiString.cached("grpc-status"), AsciiString.cached("0"));

  private final ByteBuf message;
  private @Nullable Http2ConnectionEncoder encoder;

  private GrpcReply(ByteBuf message) {
    this.message = message;
  }

  /** One message with its frame; it belongs to all connections and is never released. */
  static ByteBuf framed(byte[] message) {
    ByteBuf framed =
        Unpooled.directBuffer(5 + message.length)
            .writeByte(0)
            .writeInt(message.length)
            .writeBytes(message);
    return Unpooled.unreleasableBuffer(framed.asReadOnly());
  }

  /**
   * The handler of one connection.
   *
   * @param message as {@link #framed} made it
   */
  static Http2ConnectionHandler create(ByteBuf message) {
    GrpcReply reply = new GrpcReply(message);
    DefaultHttp2Connection streams = new DefaultHttp2Connection(true);
    streams
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                streams, new UniformStreamByteDistributor(streams)));
    Http2ConnectionHandler handler =
        new Http2ConnectionHandlerBuilder()
            .connection(streams)
            .frameListener(reply)
            .initialSettings(
                new Http2Settings()
                    .initialWindowSize(STREAM_WINDOW_BYTES)
                    .maxFrameSize(MAX_FRAME_BYTES))
            .build();
    reply.encoder = handler.encoder();
    return handler;
  }

  // CHECKSTYLE OFF: ParameterNumber because the interface is Netty's
  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    if (endOfStream) {
      answer(context, stream);
    }
  }

  // CHECKSTYLE ON: ParameterNumber

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean endOfStream) {
    int read = data.readableBytes() + padding;
    if (endOfStream) {
      answer(context, stream);
    }
    return read;
  }

  private void answer(ChannelHandlerContext context, int stream) {
    Http2ConnectionEncoder out = encoder;
    if (out == null) {
      throw new IllegalStateException("a call before the handler was made");
    }
    out.writeHeaders(context, stream, HEAD, 0, false, context.newPromise());
    out.writeData(context, stream, message.duplicate(), 0, false, context.newPromise());
    out.writeHeaders(context, stream, OK, 0, true, context.newPromise());
  }
}
