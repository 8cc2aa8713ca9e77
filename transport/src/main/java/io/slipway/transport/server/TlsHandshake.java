// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.Peer;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.tls.CertificateNames;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection to a TLS port, up to the end of its handshake; an {@link
 * Http1Connection} goes on behind the TLS handler. A client that speaks plain text is told so in
 * its own protocol.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter implements Connection {
  /** The name of the handler that encrypts, in the pipelines of TLS connections. */
  static final String ENCRYPTION = "tls";

  private static final int HANDSHAKE_RECORD = 22;
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String ONLY_TLS = "this port speaks TLS only; use https";

  private enum State {
    /** Nothing has come. */
    WAITING,
    IN_PROGRESS,
    /** The client speaks no TLS and is told so; what comes is thrown away. */
    REFUSED,
    OVER
  }

  private final ServerScope scope;
  private final TlsHandshakes handshakes;
  private final LoopWatch watch;
  private final Http1Encoder encoder;
  private State state = State.WAITING;
  private long since;

  /** Set when the handler is added, before anything else happens. */
  private @Nullable ChannelHandlerContext context;

  TlsHandshake(ServerScope scope, TlsHandshakes handshakes, LoopWatch watch, Http1Encoder encoder) {
    this.scope = scope;
    this.handshakes = handshakes;
    this.watch = watch;
    this.encoder = encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    watch.add(this);
    since = watch.now();
    if (scope.draining()) {
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state != State.WAITING) {
      in.release();
    } else if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE_RECORD) {
      begin(ctx, in);
    } else {
      refusePlainText(ctx, in);
    }
  }

  /** Takes {@code hello} over. */
  private void begin(ChannelHandlerContext ctx, ByteBuf hello) {
    if (!handshakes.begin()) {
      scope.observer().limitReached(Limit.TLS_HANDSHAKES);
      hello.release();
      ctx.close();
      return;
    }
    state = State.IN_PROGRESS;
    SslHandler encryption = handshakes.newHandler();
    // as without TLS: a client that ends its side is gone
    encryption.sslCloseFuture().addListener(_ -> ctx.channel().close());
    ctx.pipeline().addBefore(ctx.name(), ENCRYPTION, encryption);
    ctx.pipeline().fireChannelRead(hello);
    ctx.pipeline().fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && state == State.IN_PROGRESS) {
      state = State.OVER;
      handshakes.end();
      if (completion.isSuccess()) {
        succeeded(ctx);
      } else {
        scope.observer().limitReached(Limit.TLS_HANDSHAKE_FAILED);
      }
    } else {
      ReferenceCountUtil.release(event);
    }
  }

  /** What the client says first tells HTTP/2 from HTTP/1.1, as without TLS. */
  private void succeeded(ChannelHandlerContext ctx) {
    SslHandler encryption = (SslHandler) ctx.pipeline().get(ENCRYPTION);
    Peer peer =
        new Peer(
            ctx.channel().remoteAddress(),
            true,
            CertificateNames.of(encryption.engine().getSession()));
    Http1Connection successor = new Http1Connection(scope, watch, encoder, peer);
    watch.replace(this, successor);
    ctx.pipeline().replace(this, null, successor);
  }

  /** Takes {@code in} over. */
  private void refusePlainText(ChannelHandlerContext ctx, ByteBuf in) {
    scope.observer().limitReached(Limit.PLAIN_TEXT);
    state = State.REFUSED;
    since = watch.now();
    boolean http2 =
        in.readableBytes() > 2
            && in.toString(in.readerIndex(), 3, StandardCharsets.US_ASCII).equals("PRI");
    in.release();
    if (http2) {
      ctx.writeAndFlush(goAway(ctx)).addListener(_ -> end(ctx.channel()));
    } else {
      Http1Output output = new Http1Output(ctx, encoder);
      output.write(HttpResponse.failure(400, ONLY_TLS), true, "close", true);
      output.send();
    }
  }

  /** Our SETTINGS, and the reason as the debug data of a GOAWAY. */
  private static ByteBuf goAway(ChannelHandlerContext ctx) {
    byte[] reason = ONLY_TLS.getBytes(StandardCharsets.US_ASCII);
    ByteBuf frames = ctx.alloc().directBuffer(9 + 17 + reason.length);
    frames.writeMedium(0).writeByte(4).writeByte(0).writeInt(0);
    frames.writeMedium(8 + reason.length).writeByte(7).writeByte(0).writeInt(0);
    frames.writeInt(0).writeInt((int) Http2Error.INADEQUATE_SECURITY.code());
    return frames.writeBytes(reason);
  }

  @Override
  public void tick(long now) {
    long age = now - since;
    switch (state) {
      case WAITING, IN_PROGRESS -> {
        if (age > handshakes.timeoutNanos()) {
          scope.observer().limitReached(Limit.TLS_HANDSHAKE_TIMEOUT);
          abort();
        }
      }
      case REFUSED -> {
        if (age > LINGER_NANOS) {
          abort();
        }
      }
      case OVER -> {}
    }
  }

  @Override
  public void drain() {
    abort();
  }

  @Override
  public void abort() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watch.remove(this);
    if (state == State.IN_PROGRESS) {
      handshakes.end();
    }
    state = State.OVER;
  }

  /** The client's fault, and its handshake has been counted. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** Says that nothing more comes, in TLS and then in TCP; the client may still send. */
  static void endOutput(Channel channel) {
    ((SslHandler) channel.pipeline().get(ENCRYPTION))
        .closeOutbound()
        .addListener(_ -> end(channel));
  }

  private static void end(Channel channel) {
    if (channel.isActive() && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }
}
