// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import java.nio.charset.StandardCharsets;

/** The sending half of an HTTP/1.1 connection. */
final class Http1Output {
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

  /** Queues the whole head of an answer that another one follows. */
  void writeInterim(String head) {
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    ctx.write(ctx.alloc().directBuffer(bytes.length).writeBytes(bytes), ctx.voidPromise());
    unflushed = true;
  }

  void flushIfNeeded() {
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
