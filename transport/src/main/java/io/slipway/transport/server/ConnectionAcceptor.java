// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.Peer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Makes an accepted channel a connection, unless there are too many. Shared by all loops. */
@Sharable
final class ConnectionAcceptor extends ChannelInboundHandlerAdapter {
  private record LoopState(LoopWatch watch, Http1Encoder encoder) {}

  private final ServerScope scope;
  private final long tickNanos;
  private final ClientEnd clientEnd = new ClientEnd();
  private final Map<EventLoop, LoopState> loops = new ConcurrentHashMap<>();

  ConnectionAcceptor(ServerScope scope) {
    this.scope = scope;
    this.tickNanos = scope.tickNanos();
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    EventLoop loop = channel.eventLoop();
    LoopState state = loops.get(loop);
    if (state == null) {
      state = new LoopState(new LoopWatch(loop, tickNanos), new Http1Encoder());
      loops.put(loop, state);
      LoopThread.runs(loop);
    }
    TlsHandshakes handshakes = scope.handshakes();
    if (!scope.admit()) {
      if (handshakes == null) {
        refuse(channel, state.encoder());
      } else { // there is nothing to tell before a handshake
        channel.close();
      }
      return;
    }
    channel.closeFuture().addListener(_ -> scope.closed());
    ctx.pipeline().addLast(clientEnd);
    if (handshakes == null) {
      Peer peer = Peer.plain(channel.remoteAddress());
      ctx.pipeline().addLast(new Http1Connection(scope, state.watch(), state.encoder(), peer));
    } else {
      ctx.pipeline().addLast(new TlsHandshake(scope, handshakes, state.watch(), state.encoder()));
    }
    ctx.pipeline().remove(this);
  }

  /** The client may not read it, so it gets what fits into the socket, and is closed. */
  private static void refuse(Channel channel, Http1Encoder encoder) {
    HttpResponse response =
        HttpResponse.failure(
            new ServingException(ErrorCode.UNAVAILABLE, "too many connections; try again later"));
    try (var body = response.body()) {
      int size = body == null ? 0 : body.size();
      encoder.encode(response, size, "close");
      ByteBuf out = channel.alloc().directBuffer(encoder.length() + size);
      out.writeBytes(encoder.bytes(), 0, encoder.length());
      if (body != null) {
        out.writeBytes(body.buffer());
      }
      channel.config().setAutoRead(false);
      channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Runs {@code action} for every loop that has had connections, on that loop. */
  void onEveryLoop(Consumer<LoopWatch> action) {
    loops.forEach((loop, state) -> loop.execute(() -> action.accept(state.watch())));
  }
}
