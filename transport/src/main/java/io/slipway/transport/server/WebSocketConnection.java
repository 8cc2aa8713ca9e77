// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.slipway.transport.websocket.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection after its upgrade: messages between its event loop and the threads of a service. A
 * client that is silent may stay: the system asks whether it is there at all.
 */
final class WebSocketConnection extends ChannelInboundHandlerAdapter
    implements Connection, WebSocket {
  /** A longer message ends the connection. */
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  /** When more than this waits for the service, the client is not read. */
  private static final long MAX_RECEIVED_BYTES = 256L << 10;

  /** When more than this waits for the client, the service waits. */
  private static final long MAX_UNSENT_BYTES = 256L << 10;

  /** How much room a message takes beside its bytes. */
  private static final int MESSAGE_BYTES = 64;

  private static final int GOING_AWAY = 1001;
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long a client may let what was sent before the end wait, as people do with pagers. */
  private static final long MAX_STALL_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final byte[] END = {};

  private final LoopWatch watch;
  private final EventLoop loop;
  private final WriteStall stall = new WriteStall(MAX_STALL_NANOS);
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // With the lock.
  private long unsent;
  private boolean over;
  private @Nullable Runnable onGone;

  // On the event loop only.
  private @Nullable ChannelHandlerContext context;
  private boolean closing;
  private long closingSince;

  /** Not in a pipeline yet. */
  WebSocketConnection(LoopWatch watch, EventLoop loop) {
    this.watch = watch;
    this.loop = loop;
  }

  /** Goes on in place of {@code predecessor} with what that has received, which it takes over. */
  void replace(Http1Connection predecessor, ChannelHandlerContext ctx, @Nullable ByteBuf early) {
    watch.replace(predecessor, this);
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .allowExtensions(false)
            .build();
    WebSocket13FrameDecoder decoder = new WebSocket13FrameDecoder(config);
    // the decoder refuses frames by the encoder, which is therefore before it
    ctx.pipeline()
        .addBefore(ctx.name(), null, new WebSocket13FrameEncoder(false))
        .addBefore(ctx.name(), null, decoder)
        .addBefore(ctx.name(), null, new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
    ChannelHandlerContext decoding = ctx.pipeline().context(decoder);
    ctx.pipeline().replace(predecessor, null, this);
    ctx.channel().config().setOption(ChannelOption.SO_KEEPALIVE, true);
    ctx.channel().config().setAutoRead(true);
    if (early != null) {
      read(decoder, decoding, early);
    }
  }

  private static void read(
      WebSocket13FrameDecoder decoder, ChannelHandlerContext decoding, ByteBuf early) {
    try {
      decoder.channelRead(decoding, early);
    } catch (Exception e) { // as the pipeline does
      decoding.fireExceptionCaught(e);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    if (!ctx.channel().isActive()) {
      ended();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    WebSocketFrame frame = (WebSocketFrame) message;
    try {
      switch (frame) {
        case CloseWebSocketFrame _ -> peerCloses(ctx);
        case PingWebSocketFrame ping -> {
          if (ctx.channel().isWritable()) { // who does not read gets no answers
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
          }
        }
        case PongWebSocketFrame _ -> {}
        default -> message(ctx, frame.content());
      }
    } finally {
      frame.release();
    }
  }

  private void message(ChannelHandlerContext ctx, ByteBuf content) {
    if (closing) {
      return;
    }
    byte[] bytes = ByteBufUtil.getBytes(content);
    received.add(bytes.length == 0 ? new byte[0] : bytes);
    if (receivedBytes.addAndGet(bytes.length + MESSAGE_BYTES) > MAX_RECEIVED_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void peerCloses(ChannelHandlerContext ctx) {
    if (!closing) {
      closing = true;
      closingSince = watch.now();
      ctx.writeAndFlush(new CloseWebSocketFrame(NORMAL, "")).addListener(_ -> ctx.close());
    } else {
      ctx.close();
    }
    ended();
  }

  /** Nothing comes, and nothing goes. */
  private void ended() {
    Runnable action;
    lock.lock();
    try {
      if (over) {
        return;
      }
      over = true;
      action = onGone;
      onGone = null;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    received.add(END);
    if (action != null) {
      Answer.tell(action);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // an empty message is not the end
  public byte @Nullable [] receive() throws InterruptedException {
    byte[] message = received.take();
    if (message == END) {
      received.add(END); // for whoever asks again
      return null;
    }
    int size = message.length + MESSAGE_BYTES;
    long left = receivedBytes.addAndGet(-size);
    if (left <= MAX_RECEIVED_BYTES && left + size > MAX_RECEIVED_BYTES) {
      onLoop(this::readOn);
    }
    return message;
  }

  private void readOn() {
    ChannelHandlerContext ctx = context;
    if (ctx != null && receivedBytes.get() <= MAX_RECEIVED_BYTES) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  @Override
  public boolean send(byte[] message, int from, int length) throws InterruptedException {
    return send(message, from, length, false);
  }

  @Override
  public boolean sendText(byte[] message, int from, int length) throws InterruptedException {
    return send(message, from, length, true);
  }

  private boolean send(byte[] message, int from, int length, boolean text)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!over && unsent > MAX_UNSENT_BYTES) {
        room.await();
      }
      if (over) {
        return false;
      }
      unsent += length;
    } finally {
      lock.unlock();
    }
    byte[] copy = new byte[length];
    System.arraycopy(message, from, copy, 0, length);
    onLoop(() -> write(copy, text));
    return true;
  }

  private void write(byte[] message, boolean text) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || closing) {
      written(message.length);
      return;
    }
    ByteBuf content = Unpooled.wrappedBuffer(message);
    ctx.writeAndFlush(text ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content))
        .addListener(_ -> written(message.length));
  }

  private void written(int bytes) {
    lock.lock();
    try {
      unsent -= bytes;
      if (unsent <= MAX_UNSENT_BYTES) {
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onGone(Runnable action) {
    lock.lock();
    try {
      if (!over) {
        onGone = action;
        return;
      }
    } finally {
      lock.unlock();
    }
    Answer.tell(action);
  }

  @Override
  public void close(int code, String reason) {
    onLoop(() -> end(code, reason));
  }

  private void end(int code, String reason) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || closing) {
      return;
    }
    closing = true;
    closingSince = watch.now();
    ctx.writeAndFlush(new CloseWebSocketFrame(code, reason));
    ctx.channel().config().setAutoRead(true); // up to the other side's end
    ended();
  }

  /** The server has stopped if this does nothing, and the connection with it. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException _) {
      ended();
    }
  }

  /** The client went away before the answer. On the event loop. */
  void neverBegun() {
    ended();
  }

  @Override
  public void tick(long now) {
    ChannelHandlerContext ctx = context;
    if (!closing || ctx == null) {
      return;
    }
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    if (stall.stalled(ctx.channel(), now)) {
      abort();
    } else if (buffer != null && buffer.totalPendingWriteBytes() > 0) {
      closingSince = now;
    } else if (now - closingSince > LINGER_NANOS) {
      abort();
    }
  }

  @Override
  public void drain() {
    end(GOING_AWAY, "the server stops");
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
    ended();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // frames that break the rules are the client's fault, too
    ctx.close();
  }
}
