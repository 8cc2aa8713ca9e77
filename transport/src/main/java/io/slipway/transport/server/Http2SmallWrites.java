// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one buffer of the small ones that are written between two flushes. The answer to a call is
 * six buffers: the heads and the contents of three frames; the kernel takes one of them all in less
 * time than six. Nothing waits here longer than the next flush.
 */
final class Http2SmallWrites extends ChannelOutboundHandlerAdapter {
  private static final int SMALL_BYTES = 1024;
  private static final int INITIAL_BYTES = 512;
  private static final int MAX_BYTES = 4096;

  private @Nullable ByteBuf gathered;
  private List<ChannelPromise> promises = new ArrayList<>();

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() > SMALL_BYTES) {
      pass(ctx);
      ctx.write(message, promise);
      return;
    }
    ByteBuf known = gathered;
    if (known != null && known.readableBytes() + bytes.readableBytes() > MAX_BYTES) {
      pass(ctx);
      known = null;
    }
    if (known == null) {
      known = ctx.alloc().directBuffer(INITIAL_BYTES, MAX_BYTES);
      gathered = known;
    }
    try {
      known.writeBytes(bytes);
    } finally {
      bytes.release();
    }
    promises.add(promise);
  }

  private void pass(ChannelHandlerContext ctx) {
    ByteBuf known = gathered;
    if (known == null) {
      return;
    }
    gathered = null;
    List<ChannelPromise> told = promises;
    promises = new ArrayList<>(told.size());
    ctx.write(known).addListener(done -> tell(told, (ChannelFuture) done));
  }

  private static void tell(List<ChannelPromise> promises, ChannelFuture done) {
    for (ChannelPromise promise : promises) {
      if (done.isSuccess()) {
        promise.trySuccess();
      } else {
        promise.tryFailure(done.cause());
      }
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    pass(ctx);
    ctx.flush();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    pass(ctx);
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pass(ctx);
  }
}
