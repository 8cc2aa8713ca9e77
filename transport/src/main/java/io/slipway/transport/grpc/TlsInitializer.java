// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.slipway.transport.tls.ClientTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Puts TLS before the handler of a client's connection. */
final class TlsInitializer extends ChannelInitializer<Channel> {
  private static final String ENCRYPTION = "tls";

  private final ClientTls tls;
  private final InetSocketAddress server;
  private final ChannelHandler next;

  TlsInitializer(ClientTls tls, InetSocketAddress server, ChannelHandler next) {
    this.tls = tls;
    this.server = server;
    this.next = next;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .pipeline()
        .addLast(
            ENCRYPTION, tls.newHandler(channel.alloc(), server.getHostString(), server.getPort()))
        .addLast(next);
  }

  /** Waits for the handshake; why it failed, or null. */
  static @Nullable Throwable failure(Channel channel, Duration timeout) {
    SslHandler handler = (SslHandler) channel.pipeline().get(ENCRYPTION);
    if (handler == null) {
      return new SSLHandshakeException("the server ended the connection");
    }
    if (!handler.handshakeFuture().awaitUninterruptibly(timeout.toMillis())) {
      return new SSLHandshakeException("the handshake took longer than " + timeout);
    }
    Throwable failure = handler.handshakeFuture().cause();
    if (failure != null
        || Objects.equals(handler.applicationProtocol(), ApplicationProtocolNames.HTTP_2)) {
      return failure;
    }
    return new SSLHandshakeException("the server does not speak HTTP/2 over TLS");
  }
}
