// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.server.TransportObserver.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection: one request at a time, in the order in which they come; while one is
 * answered, what follows waits in the socket. Turns into an {@link Http2Connection} when the client
 * says so, by its first bytes or by {@code Upgrade: h2c}.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
  /** What is read ahead of the request in progress, in order to see that the client goes away. */
  private static final int READ_AHEAD_BYTES = 16 * 1024;

  private final ServerScope scope;
  private final LoopWatch watch;
  private final Http1Encoder encoder;
  private final Http1HeadParser parser;
  private final HeadScanner scanner = new HeadScanner();
  private final Peer peer;
  private final WriteStall writeStall;

  /** Set when the handler is added, before anything else happens. */
  private @Nullable ChannelHandlerContext context;

  private @Nullable Http1Output output;

  private Http1State state = Http1State.IDLE;

  /** When the state, or for HEAD and BODY the request, began. */
  private long since;

  private boolean first = true;
  private @Nullable ByteBuf received;
  private @Nullable Http1Head head;
  private @Nullable Http1BodyReader body;
  private @Nullable Http1Exchange exchange;
  private boolean processing;

  Http1Connection(ServerScope scope, LoopWatch watch, Http1Encoder encoder, Peer peer) {
    this.scope = scope;
    this.watch = watch;
    this.encoder = encoder;
    this.peer = peer;
    TransportConfig config = scope.config();
    this.parser = new Http1HeadParser(config.maxInitialLineBytes(), config.maxHeaderBytes());
    this.writeStall = new WriteStall(config.writeStallTimeout().toNanos());
  }

  private ChannelHandlerContext context() {
    return set(context);
  }

  Http1Output output() {
    return set(output);
  }

  private static <T> T set(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return value;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http1Output(ctx, encoder);
    watch.add(this);
    since = watch.now();
    if (scope.draining()) {
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state == Http1State.CLOSING) {
      in.release();
      return;
    }
    received =
        received == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    output().sendSoon();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && state == Http1State.IDLE && !processing) {
      process();
      output().sendSoon();
    }
  }

  /** Goes as far as the bytes that have come allow. */
  private void process() {
    processing = true;
    try {
      while (step()) {}
    } catch (HttpFault fault) {
      refuse(fault.limit(), HttpResponse.failure(fault.status(), fault.message()));
    } catch (ServingException failure) {
      refuse(HttpFault.limitOf(failure), scope.http().refusal(failure));
    } finally {
      processing = false;
    }
    readOrWait();
  }

  /** One step of the connection's life; false if it needs more bytes, an answer, or room. */
  private boolean step() throws HttpFault {
    return switch (state) {
      case IDLE -> startHead();
      case HEAD -> readHead();
      case BODY, SKIPPING -> readBody();
      case SERVING, UPGRADED -> false;
      case CLOSING -> {
        releaseReceived();
        yield false;
      }
    };
  }

  private boolean startHead() {
    ByteBuf in = received;
    if (in == null || !context().channel().isWritable()) {
      return false;
    }
    if (!in.isReadable()) {
      releaseReceived();
      return false;
    }
    since = watch.now();
    state = Http1State.HEAD;
    scanner.reset();
    return true;
  }

  private boolean readHead() throws HttpFault {
    ByteBuf in = received;
    if (in == null) {
      return false;
    }
    int length = scanner.find(in);
    if (length < 0) {
      parser.checkUnfinished(scanner.sawLine(), in.readableBytes());
      return false;
    }
    if (first && Http2Preface.starts(in, length)) {
      becomeHttp2(in);
      return false;
    }
    first = false;
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    Http1Head parsed = parser.parse(bytes);
    head = parsed;
    String refusal = scope.hostPolicy().refusal(parsed.authority, parsed.origin);
    if (refusal != null) {
      throw new HttpFault(403, Limit.HOST_POLICY, refusal);
    }
    return parsed.hasBody() ? startBody(parsed, in) : dispatch(parsed, RequestBody.empty());
  }

  private boolean startBody(Http1Head parsed, ByteBuf in) throws HttpFault {
    TransportConfig config = scope.config();
    long length = parsed.contentLength;
    if (length > config.maxBodyBytes()) {
      throw BodyAccumulator.tooLarge(config.maxBodyBytes());
    }
    if (!parsed.chunked && length <= in.readableBytes()) {
      return dispatch(parsed, takeBody(in, (int) length));
    }
    ServingException refusal = refusal(parsed);
    if (refusal != null) {
      refuse(parsed, refusal, in);
      return true;
    }
    body =
        new Http1BodyReader(
            new BodyAccumulator(scope.budget(), context().alloc(), length, config.maxBodyBytes()),
            length);
    state = Http1State.BODY;
    if (parsed.expectsContinue && !in.isReadable()) {
      output().writeInterim("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return true;
  }

  /** Why the service does not want the rest of a request; null if it does. */
  private @Nullable ServingException refusal(Http1Head parsed) {
    try {
      scope.http().admit(parsed.from(peer));
      return null;
    } catch (ServingException failure) {
      return failure;
    }
  }

  /** Refuses a request for now: its body is thrown away, and the connection goes on behind it. */
  private void refuse(Http1Head parsed, ServingException refusal, ByteBuf in) {
    boolean mayNotCome = parsed.expectsContinue && !in.isReadable();
    if (!refusal.code().retryable() || mayNotCome || !parsed.keepAlive || scope.draining()) {
      refuse(HttpResponse.failure(refusal));
      return;
    }
    body = Http1BodyReader.skipping(parsed.contentLength, scope.config().maxBodyBytes());
    state = Http1State.SKIPPING;
    output().write(HttpResponse.failure(refusal), true, parsed.http10 ? "keep-alive" : "", false);
  }

  /** A body that has come with its head: no copy, and where nothing follows not even a slice. */
  private RequestBody takeBody(ByteBuf in, int length) {
    if (!scope.budget().tryReserve(length)) {
      throw BodyAccumulator.noRoom(scope.budget());
    }
    ByteBuf bytes = in;
    if (in.readableBytes() == length) {
      received = null;
    } else {
      bytes = in.readRetainedSlice(length);
    }
    return RequestBody.wrap(bytes, scope.budget(), length);
  }

  private boolean readBody() throws HttpFault {
    ByteBuf in = received;
    Http1BodyReader reader = body;
    Http1Head parsed = head;
    if (in == null || reader == null || parsed == null) {
      return false;
    }
    if (!reader.read(in)) {
      if (!in.isReadable()) {
        releaseReceived();
      }
      return false;
    }
    body = null;
    if (state == Http1State.SKIPPING) {
      head = null;
      state = Http1State.IDLE;
      since = watch.now();
      return true;
    }
    return dispatch(parsed, reader.finish());
  }

  private boolean dispatch(Http1Head parsed, RequestBody requestBody) throws HttpFault {
    head = null;
    state = Http1State.SERVING;
    if (parsed.upgradesToH2c && !peer.encrypted()) { // which RFC 7540 keeps to plain text
      return upgrade(parsed, requestBody);
    }
    ChannelHandlerContext ctx = context();
    Http1Exchange next =
        new Http1Exchange(ctx.channel().eventLoop(), this, parsed.from(peer), requestBody, parsed);
    exchange = next;
    scope.observer().request(Protocol.HTTP_1);
    try {
      scope.http().serve(next);
    } catch (Throwable failure) {
      ServingException seen = ServerScope.seen(failure);
      if (!next.isGiven()) {
        next.respond(HttpResponse.failure(seen));
      }
    } finally {
      requestBody.close();
    }
    return true;
  }

  /** Writes the answer of the request in progress. On the event loop. */
  void answer(Http1Exchange answered, HttpResponse response) {
    exchange = null;
    boolean close = !answered.keepAlive() || scope.draining();
    String option = close ? "close" : answered.http10() ? "keep-alive" : "";
    output().write(response, !answered.isHead(), option, close);
    goOn(close);
  }

  private void goOn(boolean close) {
    state = close ? Http1State.CLOSING : Http1State.IDLE;
    since = watch.now();
    if (!processing) {
      process();
      output().sendSoon();
    }
  }

  /** Writes the head of an answer in parts. On the event loop. */
  void begin(HttpResponse answerHead, Http1Parts parts) {
    output().writeHead(answerHead, parts.chunked(), parts.last() ? "close" : "");
    parts.begin();
    partsWritten();
  }

  void partsWritten() {
    if (!processing) {
      output().sendSoon();
    }
  }

  void partsEnded(boolean last) {
    exchange = null;
    boolean close = last || scope.draining();
    if (close && !last) {
      output().end();
    }
    goOn(close);
  }

  /** Answers a request that never reaches a service, and closes: its end cannot be found. */
  private void refuse(Limit limit, HttpResponse response) {
    scope.observer().limitReached(limit);
    if (state == Http1State.SKIPPING) { // it has its answer
      Http1Exchange.close(response);
      output().send();
      abort();
    } else {
      refuse(response);
    }
  }

  private void refuse(HttpResponse response) {
    takeNoMore();
    output().write(response, true, "close", true);
  }

  private void takeNoMore() {
    discardRequest();
    releaseReceived();
    state = Http1State.CLOSING;
    since = watch.now();
  }

  /** Reads on while there is use for bytes, or room to notice that the client goes away. */
  private void readOrWait() {
    Channel channel = context().channel();
    ByteBuf in = received;
    boolean full = in != null && in.readableBytes() > READ_AHEAD_BYTES;
    boolean wanted = !full || (state != Http1State.SERVING && state != Http1State.IDLE);
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  private void becomeHttp2(ByteBuf in) {
    leave();
    new Http1Successor(scope, watch, peer).byPreface(this, context(), in);
  }

  WebSocketConnection webSocket(EventLoop loop) {
    return new WebSocketConnection(watch, loop);
  }

  /** Writes the answer of the request in progress, which ends HTTP here. On the event loop. */
  void become(HttpResponse answerHead, WebSocketConnection successor) {
    exchange = null;
    output().writeHead(answerHead, false, "Upgrade");
    output().send();
    successor.replace(this, context(), leave());
  }

  /** Another one goes on with what has been received. */
  private @Nullable ByteBuf leave() {
    state = Http1State.UPGRADED;
    ByteBuf in = received;
    received = null;
    return in;
  }

  /** RFC 7540, 3.2: the request becomes stream 1, and what follows is HTTP/2. */
  private boolean upgrade(Http1Head parsed, RequestBody requestBody) throws HttpFault {
    Http2Settings settings = Http1Successor.settings(parsed, requestBody);
    output().writeInterim(Http1Successor.TO_HTTP2);
    new Http1Successor(scope, watch, peer)
        .byUpgrade(this, context(), parsed.from(peer), settings, requestBody, leave());
    return false;
  }

  @Override
  public void tick(long now) {
    if (writeStall.stalled(context().channel(), now)) {
      scope.observer().limitReached(Limit.WRITE_STALL);
      abort();
    } else if (state == Http1State.CLOSING && output().unsent()) {
      since = now;
    } else if (now - since > state.patience(scope.config(), first)) {
      outOfPatience();
    }
  }

  private void outOfPatience() {
    switch (state) {
      case IDLE -> {
        if (!output().unsent()) {
          scope.observer().limitReached(Limit.IDLE_TIMEOUT);
          abort();
        }
      }
      case HEAD -> timedOut(Limit.HEADER_TIMEOUT, "header");
      case BODY, SKIPPING -> timedOut(Limit.REQUEST_TIMEOUT, "body");
      case CLOSING -> abort();
      case SERVING, UPGRADED -> {}
    }
  }

  private void timedOut(Limit limit, String part) {
    String why = "the " + part + " of the request did not arrive in time";
    refuse(limit, HttpResponse.failure(408, why));
    output().send();
  }

  @Override
  public void drain() {
    output().send(); // which may make room for another answer: then that request is under way
    if (state == Http1State.IDLE || state == Http1State.SKIPPING) {
      if (output().unsent()) { // the client is still taking its answer
        takeNoMore();
        output().end();
        output().send();
      } else {
        abort();
      }
    }
  }

  @Override
  public void abort() {
    context().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watch.remove(this);
    discardRequest();
    releaseReceived();
    state = Http1State.CLOSING;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (state != Http1State.UPGRADED) {
      watch.remove(this);
    }
    releaseReceived();
  }

  private void discardRequest() {
    if (body != null) {
      body.discard();
      body = null;
    }
    head = null;
    Http1Exchange abandoned = exchange;
    exchange = null;
    if (abandoned != null) {
      abandoned.clientGone();
    }
  }

  private void releaseReceived() {
    if (received != null) {
      received.release();
      received = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!ServerScope.isClients(cause)) {
      ServerScope.seen(cause);
    }
    ctx.close();
  }
}
