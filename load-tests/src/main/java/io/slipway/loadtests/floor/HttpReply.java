// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Reads each request to its end and answers the same again. The reply is chosen by the path: that
 * of binary tensors ends with {@link #BINARY}.
 */
final class HttpReply extends SimpleChannelInboundHandler<HttpObject> {
  static final String BINARY = "/bin";

  private final Fixed json;
  private final Fixed bin;
  private Fixed next;

  private HttpReply(Fixed json, Fixed bin) {
    this.json = json;
    this.bin = bin;
    this.next = json;
  }

  /** Makes the handlers of all connections; their replies are shared. */
  static final class Factory {
    private final Fixed json;
    private final Fixed bin;

    Factory(Replies replies) {
      this.json = Fixed.of(replies.json());
      this.bin = Fixed.of(replies.bin());
    }

    HttpReply create() {
      return new HttpReply(json, bin);
    }
  }

  private record Fixed(HttpHeaders headers, ByteBuf body) {
    static Fixed of(Replies.Http reply) {
      HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
      reply.headers().forEach(headers::set);
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
      ByteBuf body = Unpooled.directBuffer(reply.body().length).writeBytes(reply.body());
      return new Fixed(headers, Unpooled.unreleasableBuffer(body.asReadOnly()));
    }

    DefaultFullHttpResponse response() {
      return new DefaultFullHttpResponse(
          HttpVersion.HTTP_1_1,
          HttpResponseStatus.OK,
          body.duplicate(),
          headers,
          EmptyHttpHeaders.INSTANCE);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message instanceof HttpRequest request) {
      next = request.uri().endsWith(BINARY) ? bin : json;
    }
    if (message instanceof LastHttpContent) {
      context.write(next.response(), context.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}
