// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.slipway.transport.websocket.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server's side of a SPDY session. It keeps no windows, as the clients it is for keep none: a
 * stream that is not received holds up the session instead.
 */
public final class SpdySession {
  /** Hears of the streams that the client opens, on the thread that reads; must not wait long. */
  public interface Listener {
    /** The stream is the listener's, who closes it. */
    void opened(SpdyStream stream);
  }

  private static final int MAX_STREAMS = 512;
  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final int MAX_HEADER_BYTES = 16 << 10;

  private final WebSocket socket;
  private final Listener listener;
  private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();

  /** Used by the thread that reads only. */
  private final EmbeddedChannel in = new EmbeddedChannel(codec());

  /** Used with the lock: headers are packed in the order in which they are sent. */
  private final EmbeddedChannel out = new EmbeddedChannel(codec());

  private final ReentrantLock sending = new ReentrantLock();

  public SpdySession(WebSocket socket, Listener listener) {
    this.socket = socket;
    this.listener = listener;
  }

  private static SpdyFrameCodec codec() {
    return new SpdyFrameCodec(
        SpdyVersion.SPDY_3_1, MAX_FRAME_BYTES, MAX_HEADER_BYTES, 6, 15, 8, false);
  }

  /** Reads until the client ends or breaks the rules, then ends all streams and the socket. */
  public void run() throws InterruptedException {
    try {
      for (byte[] message = socket.receive(); message != null; message = socket.receive()) {
        if (!read(message)) {
          socket.close(WebSocket.PROTOCOL_ERROR, "malformed SPDY/3.1");
          return;
        }
      }
    } finally {
      streams.values().forEach(SpdyStream::gone);
      streams.clear();
      socket.close(WebSocket.NORMAL, "");
      in.finishAndReleaseAll();
      releaseOut();
    }
  }

  private void releaseOut() {
    sending.lock();
    try {
      out.finishAndReleaseAll();
    } finally {
      sending.unlock();
    }
  }

  /** False if it is no SPDY. */
  private boolean read(byte[] message) throws InterruptedException {
    try {
      in.writeInbound(Unpooled.wrappedBuffer(message));
    } catch (Exception _) { // of the codec, whose checked ones come undeclared
      return false;
    }
    for (Object frame = in.readInbound(); frame != null; frame = in.readInbound()) {
      try {
        take((SpdyFrame) frame);
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }
    return true;
  }

  private void take(SpdyFrame frame) throws InterruptedException {
    switch (frame) {
      case SpdySynStreamFrame open -> open(open);
      case SpdyDataFrame data -> {
        SpdyStream stream = streams.get(data.streamId());
        if (stream != null) {
          stream.received(ByteBufUtil.getBytes(data.content()), data.isLast());
        }
      }
      case SpdyRstStreamFrame reset -> {
        SpdyStream stream = streams.remove(reset.streamId());
        if (stream != null) {
          stream.gone();
        }
      }
      case SpdyPingFrame ping -> send(ping);
      default -> {} // settings, windows and more headers change nothing here
    }
  }

  private void open(SpdySynStreamFrame frame) throws InterruptedException {
    int id = frame.streamId();
    if (frame.isInvalid() || frame.isTruncated() || streams.containsKey(id)) {
      send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.PROTOCOL_ERROR));
      return;
    }
    if (streams.size() >= MAX_STREAMS) {
      send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.REFUSED_STREAM));
      return;
    }
    SpdyStream stream = new SpdyStream(this, id, texts(frame.headers()));
    streams.put(id, stream);
    DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id, false);
    reply.headers().set("server", "slipway"); // a block without any is none that clients can read
    send(reply);
    if (frame.isLast()) {
      stream.received(new byte[0], true);
    }
    listener.opened(stream);
  }

  private static Map<String, String> texts(SpdyHeaders headers) {
    Map<String, String> texts = new HashMap<>();
    headers.forEach(header -> texts.put(header.getKey().toString(), header.getValue().toString()));
    return texts;
  }

  boolean data(SpdyStream stream, byte[] bytes, int from, int length, boolean last)
      throws InterruptedException {
    SpdyDataFrame frame =
        new DefaultSpdyDataFrame(stream.id(), Unpooled.copiedBuffer(bytes, from, length));
    return send(frame.setLast(last));
  }

  /** Cuts a stream off; says so without waiting for the client to take it. */
  void reset(int id) {
    if (streams.remove(id) != null) {
      Thread.ofVirtual()
          .name("spdy-reset")
          .start(() -> {
            try {
              send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  void forget(int id) {
    streams.remove(id);
  }

  /** Takes the frame over. */
  private boolean send(SpdyFrame frame) throws InterruptedException {
    sending.lockInterruptibly();
    try {
      if (!out.isOpen()) {
        ReferenceCountUtil.release(frame);
        return false;
      }
      out.writeOutbound(frame);
      List<byte[]> messages = new ArrayList<>();
      for (ByteBuf part = out.readOutbound(); part != null; part = out.readOutbound()) {
        messages.add(ByteBufUtil.getBytes(part));
        part.release();
      }
      boolean taken = true;
      for (byte[] message : messages) {
        taken &= socket.send(message, 0, message.length);
      }
      return taken;
    } finally {
      sending.unlock();
    }
  }
}
