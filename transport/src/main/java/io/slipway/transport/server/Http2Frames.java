// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.server.TransportObserver.Limit;
import org.jspecify.annotations.Nullable;

/** Takes the frames of one connection to the requests that they belong to. */
final class Http2Frames implements Http2FrameListener {
  private static final CharSequence CONTENT_TYPE = "content-type";
  private static final CharSequence ORIGIN = "origin";
  private static final CharSequence HOST = "host";
  private static final CharSequence CONTENT_LENGTH = "content-length";

  private final Http2Connection connection;

  Http2Frames(Http2Connection connection) {
    this.connection = connection;
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
      boolean endOfStream) {
    onHeadersRead(ctx, streamId, headers, padding, endOfStream);
  }

  // CHECKSTYLE ON: ParameterNumber

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream) {
    connection.countFrame();
    Http2Request<?> request = connection.request(streamId);
    if (request == null) {
      connection.floodGuard().request();
      request = begin(streamId, headers, endOfStream);
    }
    if (endOfStream) {
      end(request);
    }
  }

  /** The request of a new stream; it may be over already. */
  private Http2Request<?> begin(int streamId, Http2Headers headers, boolean endOfStream) {
    String authority = Http2RequestHeaders.text(headers.authority());
    if (authority == null) {
      authority = Http2RequestHeaders.text(headers.get(HOST));
    }
    ServerScope scope = connection.scope();
    String refusal =
        scope.hostPolicy().refusal(authority, Http2RequestHeaders.text(headers.get(ORIGIN)));
    CharSequence contentType = headers.get(CONTENT_TYPE);
    if (contentType != null && GrpcStream.isGrpc(contentType)) {
      GrpcStream<?> call = GrpcStream.of(connection, streamId, headers, authority);
      connection.open(call);
      markEnded(call, endOfStream);
      call.begin(contentType);
      refuseHost(call, refusal);
      if (!call.isOver()) {
        call.start();
      }
      return call;
    }
    Http2Exchange exchange =
        new Http2Exchange(connection, streamId, head(headers, authority), length(headers));
    connection.open(exchange);
    markEnded(exchange, endOfStream);
    refuseHost(exchange, refusal);
    checkHead(exchange, headers);
    if (!endOfStream && !exchange.isOver()) {
      admit(exchange);
    }
    return exchange;
  }

  private void admit(Http2Exchange exchange) {
    try {
      connection.scope().http().admit(exchange.head());
    } catch (ServingException failure) {
      exchange.refuse(HttpResponse.failure(failure));
    }
  }

  private static void markEnded(Http2Request<?> request, boolean endOfStream) {
    if (endOfStream) {
      request.markEnded();
    }
  }

  private void refuseHost(Http2Request<?> request, @Nullable String refusal) {
    if (refusal != null && !request.isOver()) {
      connection.scope().observer().limitReached(Limit.HOST_POLICY);
      request.refuse(new ServingException(ErrorCode.PERMISSION_DENIED, refusal));
    }
  }

  private void checkHead(Http2Exchange exchange, Http2Headers headers) {
    CharSequence path = headers.path();
    TransportConfig config = connection.scope().config();
    if (headers.method() == null) {
      exchange.refuse(HttpResponse.failure(400, "the request has no :method"));
    } else if (path == null
        || path.length() == 0
        || (path.charAt(0) != '/' && path.charAt(0) != '*')) {
      exchange.refuse(HttpResponse.failure(400, "the request target must begin with '/'"));
    } else if (path.length() > config.maxInitialLineBytes()) {
      connection.scope().observer().limitReached(Limit.INITIAL_LINE);
      exchange.refuse(
          HttpResponse.failure(
              414,
              "the path is longer than the limit of " + config.maxInitialLineBytes() + " bytes"));
    } else if (length(headers) > config.maxBodyBytes()) {
      connection.scope().observer().limitReached(Limit.BODY_BYTES);
      exchange.refuse(BodyAccumulator.tooLarge(config.maxBodyBytes()));
    }
  }

  private HttpRequestHead head(Http2Headers headers, @Nullable String authority) {
    String target = String.valueOf(headers.path());
    int query = target.indexOf('?');
    return new HttpRequestHead(
        String.valueOf(headers.method()),
        query < 0 ? target : target.substring(0, query),
        query < 0 ? null : target.substring(query + 1),
        authority,
        new Http2RequestHeaders(headers),
        connection.peer());
  }

  /** The announced length, which Netty has checked, or -1. */
  private static long length(Http2Headers headers) {
    return headers.getLong(CONTENT_LENGTH, -1);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
    connection.countFrame();
    int size = data.readableBytes() + padding;
    if (data.isReadable()) {
      connection.floodGuard().data();
    }
    Http2Request<?> request = connection.request(streamId);
    if (request == null) {
      return size;
    }
    markEnded(request, endOfStream);
    int held = take(request, data);
    if (endOfStream) {
      end(request);
    }
    return size - held;
  }

  /** How many bytes of {@code data} the client's window does not get back yet. */
  private int take(Http2Request<?> request, ByteBuf data) {
    if (request.isOver()) {
      return 0;
    }
    int size = data.readableBytes();
    try {
      return size - request.data(data);
    } catch (ServingException failure) {
      if (failure.code() == ErrorCode.TOO_LARGE) {
        connection.scope().observer().limitReached(Limit.BODY_BYTES);
      } else if (failure.code() == ErrorCode.UNAVAILABLE) {
        connection.scope().observer().limitReached(Limit.BUFFERED_BYTES);
      }
      request.refuse(failure);
      return 0;
    }
  }

  private static void end(Http2Request<?> request) {
    request.markEnded();
    if (!request.isOver()) {
      request.end();
    }
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
    connection.countFrame(); // Netty closes the stream, which tells the request
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx,
      int streamId,
      int promisedStreamId,
      Http2Headers headers,
      int padding) {
    // a client cannot push: Netty has ended the connection
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
      throws Http2Exception {
    control(); // the client closes when its requests have their answers
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    control();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    control();
    connection.settingsRead();
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    control();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    control();
    connection.pingAcknowledged();
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive)
      throws Http2Exception {
    control();
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
      throws Http2Exception {
    connection.countFrame();
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    control();
  }

  private void control() throws Http2Exception {
    connection.countFrame();
    connection.floodGuard().control(connection.now());
  }
}
