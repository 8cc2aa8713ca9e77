// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Settings;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/** How an HTTP/1.1 connection turns into one of HTTP/2. */
record Http1Successor(ServerScope scope, LoopWatch watch, Peer peer) {
  /** The answer to {@code Upgrade: h2c}. */
  static final String TO_HTTP2 =
      "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n";

  /** The client began with HTTP/2's preface, in {@code received}, which is taken over. */
  void byPreface(Http1Connection connection, ChannelHandlerContext ctx, ByteBuf received) {
    replace(connection, ctx).handOver(received);
  }

  /** What an upgrade brings; if that is malformed, {@code body} is released. */
  static Http2Settings settings(Http1Head head, RequestBody body) throws HttpFault {
    try {
      return UpgradeSettings.parse(head.get("http2-settings"));
    } catch (IllegalArgumentException e) {
      body.close();
      throw HttpFault.malformed("HTTP2-Settings: " + e.getMessage());
    }
  }

  /**
   * RFC 7540, 3.2: the request becomes stream 1, and what follows is HTTP/2. Takes {@code body} and
   * {@code received} over.
   */
  void byUpgrade(
      Http1Connection connection,
      ChannelHandlerContext ctx,
      HttpRequestHead head,
      Http2Settings settings,
      RequestBody body,
      @Nullable ByteBuf received) {
    Http2Connection successor = replace(connection, ctx);
    successor.upgraded(head, settings, body);
    if (received != null) {
      successor.handOver(received);
    }
  }

  private Http2Connection replace(Http1Connection connection, ChannelHandlerContext ctx) {
    Http2Connection successor = Http2ConnectionBuilder.connection(scope, watch, peer);
    watch.replace(connection, successor);
    ctx.pipeline().replace(connection, null, successor);
    return successor;
  }
}
