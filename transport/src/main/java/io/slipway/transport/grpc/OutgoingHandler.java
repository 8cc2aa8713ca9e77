// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.slipway.api.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Our side of an HTTP/2 connection that carries calls of another server; on its event loop. */
final class OutgoingHandler extends Http2ConnectionHandler {
  /** What a server may send on one call, and on all together, before it was handed on. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;
  private static final int DEFAULT_WINDOW_BYTES = 65_535;

  private final PropertyKey callKey;
  private @Nullable ChannelHandlerContext context;
  private boolean closing;

  private OutgoingHandler(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    super(decoder, encoder, settings);
    callKey = connection().newKey();
    decoder.frameListener(new Frames());
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                OutgoingStream call = stream.removeProperty(callKey);
                if (call != null) {
                  call.fail(ErrorCode.UNAVAILABLE, "the connection ended before the answer", false);
                }
                closeIfIdle();
              }
            });
  }

  static OutgoingHandler create() {
    return new Builder().build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<OutgoingHandler, Builder> {
    Builder() {
      DefaultHttp2Connection streams = new DefaultHttp2Connection(false);
      // a call whose messages nobody takes for now is held back by its own window alone
      streams.local().flowController(new DefaultHttp2LocalFlowController(streams, 0.5f, true));
      connection(streams);
      gracefulShutdownTimeoutMillis(0);
      initialSettings(new Http2Settings().initialWindowSize(WINDOW_BYTES).pushEnabled(false));
    }

    @Override
    protected OutgoingHandler build() {
      return super.build();
    }

    @Override
    protected OutgoingHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new OutgoingHandler(decoder, encoder, settings);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx); // which sends the preface, behind which all else comes
    decoder()
        .flowController()
        .incrementWindowSize(
            connection().connectionStream(), CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext set = context;
    if (set == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return set;
  }

  /** Whether the server takes one more call on this connection. */
  boolean takesCalls() {
    return !closing
        && context().channel().isActive()
        && !connection().goAwayReceived()
        && connection().local().canOpenStream();
  }

  /** Ends the connection behind the calls that are under way. */
  void closeWhenIdle() {
    closing = true;
    closeIfIdle();
  }

  private void closeIfIdle() {
    if (closing && connection().numActiveStreams() == 0) {
      context().close();
    }
  }

  /** Sends the head of a call. */
  void start(OutgoingStream call, String authority) {
    if (call.isOver()) {
      return;
    }
    int streamId = connection().local().incrementAndGetNextStreamId();
    ChannelHandlerContext ctx = context();
    encoder()
        .writeHeaders(ctx, streamId, call.head(authority), 0, false, ctx.newPromise())
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            call.fail(
                ErrorCode.UNAVAILABLE, "was not asked (" + sent.cause().getMessage() + ")", false);
          }
        });
    Http2Stream stream = connection().stream(streamId);
    if (stream != null) { // else the listener has told the call
      stream.setProperty(callKey, call);
      call.started(this, streamId);
      flush(ctx);
    }
  }

  /** Takes {@code data} over; {@code sent} is run when it has left, or never will. */
  void write(int streamId, ByteBuf data, boolean end, Runnable sent) {
    if (connection().stream(streamId) == null) {
      data.release();
      sent.run();
      return;
    }
    ChannelHandlerContext ctx = context();
    encoder().writeData(ctx, streamId, data, 0, end, ctx.newPromise()).addListener(_ -> sent.run());
    flush(ctx);
  }

  /** The server may send so much more on a call. */
  void consumed(int streamId, int bytes) {
    Http2Stream stream = connection().stream(streamId);
    try {
      if (stream != null && bytes > 0 && decoder().flowController().consumeBytes(stream, bytes)) {
        flush(context());
      }
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  void cancel(int streamId) {
    if (connection().stream(streamId) != null) {
      ChannelHandlerContext ctx = context();
      resetStream(ctx, streamId, Http2Error.CANCEL.code(), ctx.newPromise());
      flush(ctx);
    }
  }

  private @Nullable OutgoingStream call(int streamId) {
    Http2Stream stream = connection().stream(streamId);
    return stream == null ? null : stream.getProperty(callKey);
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endStream) {
      OutgoingStream call = call(streamId);
      if (call != null) {
        call.headers(headers, endStream);
      }
    }

    // CHECKSTYLE OFF: ParameterNumber because the interface is Netty's
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endStream) {
      onHeadersRead(ctx, streamId, headers, padding, endStream);
    }

    // CHECKSTYLE ON: ParameterNumber

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
      int size = data.readableBytes();
      OutgoingStream call = call(streamId);
      return padding + (call == null ? size : call.data(data, endOfStream));
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
      OutgoingStream call = call(streamId);
      if (call != null) {
        call.fail(
            ErrorCode.UNAVAILABLE,
            "has reset the call (" + Http2Error.valueOf(errorCode) + ")",
            errorCode == Http2Error.REFUSED_STREAM.code());
      }
    }
  }
}
