// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
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
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The client's side of an HTTP/2 connection that carries unary calls; on its event loop. */
final class GrpcClientHandler extends Http2ConnectionHandler {
  private static final int WINDOW_BYTES = 1 << 20;

  private final PropertyKey callKey;

  /** Why the server takes no further calls, as it says itself; null as long as it does. */
  private @Nullable String ended;

  private GrpcClientHandler(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    super(decoder, encoder, settings);
    callKey = connection().newKey();
    decoder.frameListener(new Frames());
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
                if (errorCode != Http2Error.NO_ERROR.code()) {
                  String reason =
                      "the server ended the connection: "
                          + debugData.toString(StandardCharsets.US_ASCII);
                  ended = reason;
                  failAll(reason);
                }
              }

              @Override
              public void onStreamClosed(Http2Stream stream) {
                GrpcClientCall call = stream.removeProperty(callKey);
                if (call != null) {
                  call.closed();
                }
              }
            });
  }

  private void failAll(String reason) {
    try {
      connection()
          .forEachActiveStream(stream -> {
            GrpcClientCall call = stream.getProperty(callKey);
            if (call != null) {
              call.fail(ErrorCode.UNAVAILABLE, reason);
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("a visit that throws nothing failed", e);
    }
  }

  static GrpcClientHandler create() {
    return new Builder().build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<GrpcClientHandler, Builder> {
    Builder() {
      server(false);
      gracefulShutdownTimeoutMillis(0);
      initialSettings(new Http2Settings().initialWindowSize(WINDOW_BYTES).pushEnabled(false));
    }

    @Override
    protected GrpcClientHandler build() {
      return super.build();
    }

    @Override
    protected GrpcClientHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new GrpcClientHandler(decoder, encoder, settings);
    }
  }

  /** Sends a request whose answer goes to {@code call}; takes {@code framed} over. */
  int start(ChannelHandlerContext ctx, Http2Headers headers, ByteBuf framed, GrpcClientCall call) {
    int streamId = connection().local().incrementAndGetNextStreamId();
    String reason = ended;
    if (reason != null) {
      framed.release();
      call.fail(ErrorCode.UNAVAILABLE, reason);
      return streamId;
    }
    if (!ctx.channel().isActive()) {
      framed.release();
      call.closed();
      return streamId;
    }
    encoder()
        .writeHeaders(ctx, streamId, headers, 0, false, ctx.newPromise())
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            call.fail(
                ErrorCode.UNAVAILABLE, "the request was not sent: " + sent.cause().getMessage());
          }
        });
    Http2Stream stream = connection().stream(streamId);
    if (stream == null) { // which the listener has told the call
      framed.release();
      return streamId;
    }
    stream.setProperty(callKey, call);
    encoder().writeData(ctx, streamId, framed, 0, true, ctx.newPromise());
    flush(ctx);
    return streamId;
  }

  /** Tells the server that nobody waits any longer. */
  void cancel(ChannelHandlerContext ctx, int streamId) {
    if (connection().stream(streamId) != null) {
      resetStream(ctx, streamId, Http2Error.CANCEL.code(), ctx.newPromise());
      flush(ctx);
    }
  }

  private @Nullable GrpcClientCall call(int streamId) {
    Http2Stream stream = connection().stream(streamId);
    return stream == null ? null : stream.getProperty(callKey);
  }

  /** Calls in progress fail when their streams close. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause.getCause() instanceof SSLException) { // which the handshake has reported
      ctx.close();
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endStream) {
      GrpcClientCall call = call(streamId);
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
      int size = data.readableBytes() + padding;
      GrpcClientCall call = call(streamId);
      if (call != null && !call.data(data)) {
        cancel(ctx, streamId);
      } else if (call != null && endOfStream) {
        call.fail(ErrorCode.INTERNAL, "the server ended the call without a status");
      }
      return size;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
      GrpcClientCall call = call(streamId);
      if (call != null) {
        call.fail(
            ErrorCode.UNAVAILABLE, "the server reset the call: " + Http2Error.valueOf(errorCode));
      }
    }
  }
}
