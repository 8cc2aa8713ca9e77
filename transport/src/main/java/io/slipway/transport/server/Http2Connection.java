// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection without a channel per stream: frames go straight to the state of their
 * request, which is a property of the stream.
 */
final class Http2Connection extends Http2ConnectionHandler implements Connection, TurnEnd.Sender {
  /** What a client may send on all streams together before we have taken it. */
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

  /**
   * How long a client that has its answer may go on with its body. A reset right behind the answer
   * is allowed (RFC 9113, 8.1), but there are clients that then throw the answer away.
   */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ServerScope scope;
  private final LoopWatch watch;
  private final Peer peer;
  private final PropertyKey requestKey;
  private final FloodGuard floodGuard;
  private final WriteStall writeStall;
  private final PeerWatch peerWatch;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Http2Writer writer;

  /** When a stream was last opened or closed, or the connection began. */
  private long since;

  /**
   * The request that came with an upgrade, until the client's preface is there. An answer that came
   * in one piece with the 101 would be too much for some clients: curl gives up, others hang.
   */
  private @Nullable Http2Exchange upgraded;

  private boolean reading;
  private boolean readEnds;
  private boolean draining;
  private long drainingSince;

  Http2Connection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ServerScope scope,
      LoopWatch watch,
      Peer peer) {
    super(decoder, encoder, settings);
    this.scope = scope;
    this.watch = watch;
    this.peer = peer;
    this.requestKey = connection().newKey();
    this.floodGuard = new FloodGuard(scope.config().controlFramesPerWindow(), watch.now());
    this.writeStall = new WriteStall(scope.config().writeStallTimeout().toNanos());
    this.peerWatch =
        new PeerWatch(
            scope.config().headerTimeout().toNanos(),
            scope.config().idleTimeout().toNanos(),
            watch.now());
    this.since = watch.now();
    decoder.frameListener(new Http2Frames(this));
    connection().addListener(new StreamEnds());
  }

  private final class StreamEnds extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      since = watch.now();
      Http2Request<?> request = stream.removeProperty(requestKey);
      if (request != null) {
        request.closed();
      }
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext set = context;
    if (set == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return set;
  }

  ServerScope scope() {
    return scope;
  }

  Peer peer() {
    return peer;
  }

  long now() {
    return watch.now();
  }

  EventLoop eventLoop() {
    return context().channel().eventLoop();
  }

  ByteBufAllocator allocator() {
    return context().alloc();
  }

  Http2Writer writer() {
    Http2Writer set = writer;
    if (set == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return set;
  }

  FloodGuard floodGuard() {
    return floodGuard;
  }

  /** A frame was read to its end. */
  void countFrame() {
    peerWatch.frame();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    writer = new Http2Writer(ctx, encoder());
    if (ctx.pipeline().get(TlsHandshake.ENCRYPTION) == null) { // which makes records of many
      ctx.pipeline().addBefore(ctx.name(), null, new Http2SmallWrites());
    }
    super.handlerAdded(ctx);
    decoder()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW_BYTES - 65_535);
  }

  /** Goes on with bytes that were read before this handler was there; takes them over. */
  void handOver(ByteBuf bytes) {
    ChannelPipeline pipeline = context().pipeline();
    ChannelHandlerContext encryption = pipeline.context(TlsHandshake.ENCRYPTION);
    // this may be no read of the channel, which would end with the second event: then nothing would
    // be sent
    if (encryption == null) {
      pipeline.fireChannelRead(bytes);
      pipeline.fireChannelReadComplete();
    } else {
      encryption.fireChannelRead(bytes);
      encryption.fireChannelReadComplete();
    }
  }

  /** The request that asked for the upgrade goes on as stream 1; takes {@code body} over. */
  void upgraded(HttpRequestHead head, Http2Settings settings, RequestBody body) {
    Http2Exchange exchange = new Http2Exchange(this, 1, head, 0);
    try {
      onHttpServerUpgrade(settings);
    } catch (Http2Exception e) {
      body.close();
      onError(context(), false, e);
      return;
    }
    open(exchange);
    exchange.markEnded();
    exchange.hold(body);
    upgraded = exchange;
  }

  /** The client speaks HTTP/2 from now on: what it asked for with its upgrade may be answered. */
  void settingsRead() {
    Http2Exchange first = upgraded;
    upgraded = null;
    if (first != null) {
      first.serveHeld();
    }
  }

  @Nullable Http2Request<?> request(int streamId) {
    Http2Stream stream = connection().stream(streamId);
    return stream == null ? null : stream.getProperty(requestKey);
  }

  void open(Http2Request<?> request) {
    since = watch.now();
    connection().stream(request.streamId()).setProperty(requestKey, request);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    reading = true;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    reading = false;
    readEnds = true;
    try {
      super.channelReadComplete(ctx); // which flushes
    } finally {
      readEnds = false;
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (readEnds) {
      LoopThread.sendAtEnd(this);
    } else {
      super.flush(ctx);
    }
  }

  @Override
  public void send() {
    super.flush(context());
  }

  /** The client may send {@code bytes} more on a stream, whose bytes were held. */
  void consumed(int streamId, int bytes) {
    Http2Stream stream = connection().stream(streamId);
    if (stream == null || bytes == 0) {
      return;
    }
    try {
      if (decoder().flowController().consumeBytes(stream, bytes) && !reading) {
        flush(context());
      }
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  boolean draining() {
    return draining;
  }

  /** An answer is written; within a read it goes out with the others of that read. */
  void answered(Http2Request<?> request) {
    request.progress();
    floodGuard.data();
    if (!reading) {
      LoopThread.sendAtEnd(this);
    }
  }

  @Override
  public void tick(long now) {
    boolean open = connection().numActiveStreams() > 0;
    if (writeStall.stalled(context().channel(), now)) {
      giveUp(Limit.WRITE_STALL);
      return;
    }
    if (upgraded != null && now - since > scope.config().headerTimeout().toNanos()) {
      giveUp(Limit.HEADER_TIMEOUT);
      return;
    }
    switch (peerWatch.look(now, actualReadableBytes() > 0, open)) {
      case STUCK -> giveUp(Limit.HEADER_TIMEOUT);
      case GONE -> giveUp(Limit.IDLE_TIMEOUT);
      case SILENT -> ping();
      case FINE -> {
        if (draining) {
          continueDraining(now);
        } else if (!open) {
          tickIdle(now);
        }
      }
    }
    if (open) {
      tickStreams(now);
    }
  }

  private void giveUp(Limit limit) {
    scope.observer().limitReached(limit);
    abort();
  }

  private void tickIdle(long now) {
    TransportConfig config = scope.config();
    boolean begun = decoder().prefaceReceived();
    long allowed = (begun ? config.idleTimeout() : config.headerTimeout()).toNanos();
    if (now - since > allowed) {
      scope.observer().limitReached(Limit.IDLE_TIMEOUT);
      context().pipeline().close();
    }
  }

  private void ping() {
    encoder().writePing(context(), false, 0, context().newPromise());
    context().flush();
  }

  private void tickStreams(long now) {
    forEachRequest(request -> tick(request, now));
    flush(context());
  }

  private void forEachRequest(Consumer<Http2Request<?>> action) {
    try {
      connection()
          .forEachActiveStream(stream -> {
            Http2Request<?> request = stream.getProperty(requestKey);
            if (request != null) {
              action.accept(request);
            }
            return true;
          });
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  private void tick(Http2Request<?> request, long now) {
    if (request.isOver() && answerSent(request)) {
      if (now - request.since() > LINGER_NANOS) {
        writer().stopSending(request.streamId());
      }
      return;
    }
    Limit overdue = request.overdue(now, scope.config());
    if (overdue == Limit.WRITE_STALL) {
      scope.observer().limitReached(overdue);
      writer().reset(request.streamId(), Http2Error.CANCEL);
    } else if (overdue != null) {
      scope.observer().limitReached(overdue);
      request.refuse(
          new ServingException(
              ErrorCode.REQUEST_TIMEOUT, "the body of the request did not arrive in time"));
    }
  }

  /** Whether the stream only lives on because the client has not ended its body. */
  private boolean answerSent(Http2Request<?> request) {
    Http2Stream stream = connection().stream(request.streamId());
    return stream != null && stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
  }

  /** First step (RFC 9113, 6.8): no further streams, please; those on their way still count. */
  @Override
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    drainingSince = watch.now();
    ChannelHandlerContext ctx = context();
    goAway(
        ctx,
        Integer.MAX_VALUE,
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        ctx.newPromise());
    forEachRequest(Http2Request::drain);
    ping();
  }

  /** The answer to the PING behind the first GOAWAY: the client has seen that. */
  void pingAcknowledged() {
    if (draining) {
      finishDraining();
    }
  }

  private void continueDraining(long now) {
    if (now - drainingSince > scope.config().headerTimeout().toNanos()) {
      finishDraining();
    }
  }

  /** Second step: the last stream that is served; closes once all of them have ended. */
  private void finishDraining() {
    ChannelHandlerContext ctx = context();
    goAway(
        ctx,
        connection().remote().lastStreamCreated(),
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        ctx.newPromise());
    ctx.pipeline().close();
  }

  @Override
  public void abort() {
    context().close();
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    Http2Exception known = error == null ? wrongPreface(cause) : error;
    if (known == null) {
      if (!ServerScope.isClients(cause)) {
        ServerScope.seen(cause);
      }
    } else if (!outbound) {
      boolean flood = known.error() == Http2Error.ENHANCE_YOUR_CALM;
      scope.observer().limitReached(flood ? Limit.HTTP2_FLOOD : Limit.MALFORMED);
    }
    super.onConnectionError(ctx, outbound, cause, known);
  }

  /** Netty 4.2.18 fails while it words that HTTP/1.1 came where the preface should be. */
  private @Nullable Http2Exception wrongPreface(Throwable cause) {
    return !decoder().prefaceReceived() && cause instanceof IndexOutOfBoundsException
        ? Http2Exception.connectionError(
            Http2Error.PROTOCOL_ERROR, "the client's preface is missing or wrong")
        : null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    watch.remove(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (ServerScope.isClients(cause)) {
      ctx.close();
    } else {
      onError(ctx, false, cause);
    }
  }
}
