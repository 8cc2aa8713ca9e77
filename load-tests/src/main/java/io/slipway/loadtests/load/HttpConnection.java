// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1, one request at a time. */
final class HttpConnection extends ByteToMessageDecoder implements Connection {
  private final ByteBuf request;
  private final Listener listener;
  private final HttpAnswers answers = new HttpAnswers();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Pending pending;

  /**
   * @param request unreleasable, shared by all connections
   */
  HttpConnection(ByteBuf request, Listener listener) {
    this.request = request;
    this.listener = listener;
  }

  static ByteBuf shared(byte[] bytes) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    listener.opened(this);
  }

  @Override
  public boolean free() {
    return context != null && pending == null;
  }

  @Override
  public void send(Pending next) {
    ChannelHandlerContext open = context;
    if (open == null || pending != null) {
      throw new IllegalStateException("a request was given to a connection that is not free");
    }
    pending = next;
    open.writeAndFlush(request.duplicate(), open.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
    int status = answers.read(in);
    if (status == HttpAnswers.MORE) {
      return;
    }
    if (status == HttpAnswers.UNREADABLE || pending == null) {
      finish(Outcome.UNREADABLE);
      from.close();
      return;
    }
    if (answers.closes()) {
      context = null;
      from.close();
    }
    finish(Outcome.http(status));
  }

  private void finish(int outcome) {
    Pending done = pending;
    pending = null;
    if (done != null) {
      listener.answered(this, done, outcome);
    }
  }

  @Override
  public void expire(long sentBefore) {
    if (pending != null && pending.sent - sentBefore < 0) {
      ChannelHandlerContext open = context;
      context = null;
      finish(Outcome.TIMEOUT);
      if (open != null) {
        open.close();
      }
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext from) {
    context = null;
    finish(Outcome.CLOSED);
    listener.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    // What was under way is counted as closed.
    if (!(cause instanceof IOException)) {
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
