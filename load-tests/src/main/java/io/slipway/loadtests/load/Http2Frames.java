// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of HTTP/2 as a client without TLS sees them (RFC 9113): cuts what arrives, answers
 * SETTINGS and PING, and gives back windows. Much less than Netty's own codec does, and therefore
 * less of the generator's core.
 */
abstract class Http2Frames extends ByteToMessageDecoder {
  static final int FRAME_HEADER = 9;
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int CANCEL = 8;
  static final int SETTINGS_TABLE_SIZE = 1;
  static final int SETTINGS_MAX_STREAMS = 3;
  static final int SETTINGS_WINDOW = 4;
  static final int SETTINGS_MAX_FRAME = 5;

  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int ACK = 1;
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;
  private static final int WINDOW = 1 << 30;

  private @Nullable ByteBuf block;
  private boolean blockEnds;
  private long consumed;

  abstract void headers(int stream, ByteBuf headers, boolean end) throws Http2Exception;

  /** A stream ended with data. */
  abstract void dataEnded(int stream);

  abstract void reset(int stream);

  abstract void setting(int name, long value);

  abstract void windowUpdate(int stream, long more);

  abstract void goAway(int lastStream);

  static void header(ByteBuf out, int length, int type, int flags, int stream) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  static ByteBuf preface(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(64);
    out.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
    header(out, 6, SETTINGS, 0, 0);
    out.writeShort(SETTINGS_WINDOW).writeInt(WINDOW);
    header(out, 4, WINDOW_UPDATE, 0, 0);
    return out.writeInt(WINDOW);
  }

  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Http2Exception {
    if (in.readableBytes() < FRAME_HEADER) {
      return;
    }
    int length = in.getUnsignedMedium(in.readerIndex());
    if (in.readableBytes() < FRAME_HEADER + length) {
      return;
    }
    int type = in.getByte(in.readerIndex() + 3);
    int flags = in.getByte(in.readerIndex() + 4);
    int stream = in.getInt(in.readerIndex() + 5) & Integer.MAX_VALUE;
    in.skipBytes(FRAME_HEADER);
    ByteBuf payload = in.readSlice(length);
    switch (type) {
      case DATA -> data(context, stream, length, flags);
      case HEADERS, CONTINUATION -> block(stream, type, flags, payload);
      case RST_STREAM -> reset(stream);
      case SETTINGS -> settings(context, flags, payload);
      case PING -> pong(context, flags, payload);
      case GO_AWAY -> goAway(payload.readInt() & Integer.MAX_VALUE);
      case WINDOW_UPDATE -> windowUpdate(stream, payload.readInt() & Integer.MAX_VALUE);
      default -> {
        // RFC 9113, 4.1: frames of other types are passed over.
      }
    }
  }

  /** Streams have a window that one answer never fills; the connection gets back what was used. */
  private void data(ChannelHandlerContext context, int stream, int length, int flags) {
    consumed += length;
    if (consumed > WINDOW / 2) {
      ByteBuf update = context.alloc().buffer(FRAME_HEADER + 4);
      header(update, 4, WINDOW_UPDATE, 0, 0);
      context.writeAndFlush(update.writeInt((int) consumed));
      consumed = 0;
    }
    if ((flags & END_STREAM) != 0) {
      dataEnded(stream);
    }
  }

  private void block(int stream, int type, int flags, ByteBuf payload) throws Http2Exception {
    if (type == HEADERS) {
      blockEnds = (flags & END_STREAM) != 0;
      int padding = (flags & PADDED) == 0 ? 0 : payload.readUnsignedByte();
      payload.skipBytes((flags & PRIORITY) == 0 ? 0 : 5);
      payload.writerIndex(payload.writerIndex() - padding);
    }
    if (block != null) {
      block.writeBytes(payload);
    }
    if ((flags & END_HEADERS) == 0) {
      block = block == null ? Unpooled.buffer().writeBytes(payload) : block;
      return;
    }
    ByteBuf whole = block == null ? payload : block;
    block = null;
    headers(stream, whole, blockEnds);
  }

  private void settings(ChannelHandlerContext context, int flags, ByteBuf payload) {
    if ((flags & ACK) != 0) {
      return;
    }
    while (payload.readableBytes() >= 6) {
      setting(payload.readUnsignedShort(), payload.readUnsignedInt());
    }
    ByteBuf acknowledged = context.alloc().buffer(FRAME_HEADER);
    header(acknowledged, 0, SETTINGS, ACK, 0);
    context.writeAndFlush(acknowledged);
  }

  private static void pong(ChannelHandlerContext context, int flags, ByteBuf payload) {
    if ((flags & ACK) == 0) {
      ByteBuf pong = context.alloc().buffer(FRAME_HEADER + 8);
      header(pong, 8, PING, ACK, 0);
      context.writeAndFlush(pong.writeBytes(payload));
    }
  }
}
