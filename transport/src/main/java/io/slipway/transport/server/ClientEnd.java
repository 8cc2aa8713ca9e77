// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Closes a connection whose client has ended its side, behind what has been answered: the end may
 * be found together with a request, whose answer leaves when the loop's turn ends.
 */
@Sharable
final class ClientEnd extends ChannelInboundHandlerAdapter {
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      LoopThread.sendAtEnd(
          () -> ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ctx.close()));
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}
