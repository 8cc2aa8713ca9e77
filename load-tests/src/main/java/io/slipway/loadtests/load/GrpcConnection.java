// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's unary calls over HTTP/2 without TLS, as many at once as allowed. What the server may send
 * is hardly limited; what it allows us is heeded.
 */
final class GrpcConnection extends Http2Frames implements Connection {
  private final GrpcHeaders headers;
  private final ByteBuf message;
  private final Listener listener;
  private final int maxStreams;
  private final Map<Integer, GrpcStream> streams = new LinkedHashMap<>();
  private @Nullable ChannelHandlerContext context;
  private int nextId = 1;
  private long window = 65_535;
  private int streamWindow = 65_535;
  private int maxFrame = 16_384;
  private int allowedStreams = 100;
  private boolean leaving;

  GrpcConnection(GrpcHeaders headers, ByteBuf message, int maxStreams, Listener listener) {
    this.headers = headers;
    this.message = message;
    this.maxStreams = maxStreams;
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    active.writeAndFlush(preface(active.alloc()));
    listener.opened(this);
  }

  @Override
  public boolean free() {
    return context != null && !leaving && streams.size() < Math.min(maxStreams, allowedStreams);
  }

  @Override
  public void send(Pending next) {
    ChannelHandlerContext open = open();
    GrpcStream stream = new GrpcStream(nextId, next, streamWindow);
    nextId += 2;
    leaving |= nextId < 0;
    streams.put(stream.id, stream);
    ByteBuf out = open.alloc().buffer(256 + Math.min(message.readableBytes(), 1 << 16));
    int length = out.writerIndex();
    header(out, 0, HEADERS, END_HEADERS, stream.id);
    headers.write(stream.id, out);
    out.setMedium(length, out.writerIndex() - length - FRAME_HEADER);
    pump(stream, out);
    open.writeAndFlush(out, open.voidPromise());
  }

  private ChannelHandlerContext open() {
    if (context == null) {
      throw new IllegalStateException("the connection is not open");
    }
    return context;
  }

  /** Writes as much of the message as both windows allow. */
  private void pump(GrpcStream stream, ByteBuf out) {
    int size = message.readableBytes();
    while (stream.written < size) {
      int part =
          (int)
              Math.min(Math.min(size - stream.written, maxFrame), Math.min(window, stream.window));
      if (part <= 0) {
        return;
      }
      boolean last = stream.written + part == size;
      header(out, part, DATA, last ? END_STREAM : 0, stream.id);
      out.writeBytes(message, message.readerIndex() + stream.written, part);
      stream.written += part;
      stream.window -= part;
      window -= part;
    }
  }

  private void pumpAll() {
    ByteBuf out = open().alloc().buffer();
    for (GrpcStream stream : streams.values()) {
      if (stream.written < message.readableBytes()) {
        pump(stream, out);
      }
    }
    open().writeAndFlush(out);
  }

  @Override
  void headers(int id, ByteBuf block, boolean end) throws Http2Exception {
    int outcome = headers.read(id, block);
    GrpcStream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    if (outcome != GrpcHeaders.NO_STATUS) {
      stream.outcome = outcome;
    }
    if (end) {
      finish(stream, stream.outcome);
    }
  }

  @Override
  void dataEnded(int id) {
    GrpcStream stream = streams.get(id);
    if (stream != null) {
      // Trailers are what ends a call.
      finish(stream, Outcome.UNREADABLE);
    }
  }

  @Override
  void reset(int id) {
    GrpcStream stream = streams.get(id);
    if (stream != null) {
      finish(stream, Outcome.RESET);
    }
  }

  private void finish(GrpcStream stream, int outcome) {
    streams.remove(stream.id);
    listener.answered(this, stream.pending, outcome);
    if (leaving && streams.isEmpty()) {
      close();
    }
  }

  @Override
  void setting(int name, long value) {
    switch (name) {
      case SETTINGS_TABLE_SIZE -> headers.tableSize(value);
      case SETTINGS_MAX_STREAMS -> allowedStreams = (int) Math.min(value, Integer.MAX_VALUE);
      case SETTINGS_MAX_FRAME -> maxFrame = (int) Math.min(value, 1 << 20);
      case SETTINGS_WINDOW -> {
        long more = value - streamWindow;
        streams.values().forEach(stream -> stream.window += more);
        streamWindow = (int) value;
        pumpAll();
      }
      default -> {
        // RFC 9113, 6.5.2: settings that are not known are passed over.
      }
    }
  }

  @Override
  void windowUpdate(int id, long more) {
    GrpcStream stream = streams.get(id);
    if (id == 0) {
      window += more;
    } else if (stream != null) {
      stream.window += more;
    }
    pumpAll();
  }

  @Override
  void goAway(int lastId) {
    leaving = true;
    for (GrpcStream stream : new ArrayList<>(streams.values())) {
      if (stream.id > lastId) {
        finish(stream, Outcome.CLOSED);
      }
    }
    if (streams.isEmpty()) {
      close();
    }
  }

  @Override
  public void expire(long sentBefore) {
    List<GrpcStream> late =
        streams.values().stream().filter(stream -> stream.pending.sent - sentBefore < 0).toList();
    for (GrpcStream stream : late) {
      ByteBuf out = open().alloc().buffer(FRAME_HEADER + 4);
      header(out, 4, RST_STREAM, 0, stream.id);
      open().writeAndFlush(out.writeInt(CANCEL));
      finish(stream, Outcome.TIMEOUT);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext from) {
    context = null;
    List<GrpcStream> lost = new ArrayList<>(streams.values());
    streams.clear();
    lost.forEach(stream -> listener.answered(this, stream.pending, Outcome.CLOSED));
    listener.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    // What was under way is counted as closed.
    if (!(cause instanceof IOException || cause instanceof Http2Exception)) {
      listener.failed(cause);
    }
    from.close();
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
