// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import java.nio.charset.StandardCharsets;

/** The sending half of an HTTP/1.1 connection. */
final class Http1Output implements TurnEnd.Sender {
  /** Up to here a body is copied behind its head: one buffer to write instead of two. */
  private static final int COPIED_BODY_BYTES = 4 * 1024;

  private final ChannelHandlerContext ctx;
  private final Http1Encoder encoder;
  private boolean unflushed;

  Http1Output(ChannelHandlerContext ctx, Http1Encoder encoder) {
    this.ctx = ctx;
    this.encoder = encoder;
  }

  /**
   * Queues an answer and takes its body over.
   *
   * @param connection value of the Connection header, empty for none
   * @param last whether our side of the connection ends behind it
   */
  void write(HttpResponse response, boolean withBody, String connection, boolean last) {
    OutputBuffer body = response.body();
    int size = body == null ? 0 : body.size();
    encoder.encode(response, size, connection);
    boolean apart = withBody && size > COPIED_BODY_BYTES;
    ByteBuf out = ctx.alloc().directBuffer(encoder.length() + (apart ? 0 : size));
    out.writeBytes(encoder.bytes(), 0, encoder.length());
    if (body != null && apart) {
      ctx.write(out, ctx.voidPromise());
      out = body.buffer();
    } else if (body != null) {
      if (withBody) {
        out.writeBytes(body.buffer());
      }
      body.close();
    }
    if (last) {
      ctx.write(out).addListener((ChannelFutureListener) written -> end(written.channel()));
    } else {
      ctx.write(out, ctx.voidPromise());
    }
    unflushed = true;
  }

  /**
   * Queues the head of an answer whose body comes in parts.
   *
   * @param chunked whether the parts are chunks; else the end of the connection ends the body
   */
  void writeHead(HttpResponse response, boolean chunked, String connection) {
    encoder.encode(response, chunked ? Http1Encoder.CHUNKED : Http1Encoder.TO_THE_END, connection);
    ByteBuf out = ctx.alloc().directBuffer(encoder.length());
    ctx.write(out.writeBytes(encoder.bytes(), 0, encoder.length()), ctx.voidPromise());
    unflushed = true;
  }

  /** Queues a part and takes it over; {@code written} runs when it has left, or never will. */
  void writePart(ByteBuf part, boolean chunked, Runnable written) {
    if (chunked) {
      writeAscii(Integer.toHexString(part.readableBytes()) + "\r\n");
    }
    ctx.write(part).addListener(_ -> written.run());
    if (chunked) {
      writeAscii("\r\n");
    }
    unflushed = true;
  }

  /** Ends an answer in parts. */
  void endParts(boolean chunked, boolean last) {
    if (chunked) {
      writeAscii("0\r\n\r\n");
    }
    if (last) {
      end();
    }
    unflushed = true;
  }

  /** The connection ends behind what is queued. */
  void end() {
    ctx.write(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) written -> end(written.channel()));
    unflushed = true;
  }

  /** Queues the whole head of an answer that another one follows. */
  void writeInterim(String head) {
    writeAscii(head);
    unflushed = true;
  }

  private void writeAscii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ctx.write(ctx.alloc().directBuffer(bytes.length).writeBytes(bytes), ctx.voidPromise());
  }

  /** Sends what is queued at the end of the loop's turn. */
  void sendSoon() {
    if (unflushed) {
      LoopThread.sendAtEnd(this);
    }
  }

  @Override
  public void send() {
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
  }

  /** Whether something waits for the client to take it. */
  boolean unsent() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer != null && buffer.totalPendingWriteBytes() > 0;
  }

  /** Our last byte is out: the client sees the end, and may go on sending what nobody reads. */
  private static void end(Channel channel) {
    if (channel.pipeline().get(TlsHandshake.ENCRYPTION) != null) {
      TlsHandshake.endOutput(channel);
    } else if (channel.isActive() && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }
}
