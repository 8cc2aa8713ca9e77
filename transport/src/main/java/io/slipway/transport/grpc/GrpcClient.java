// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.tls.ClientTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls over one connection, in plain text (h2c by prior knowledge) or over TLS. Safe for use
 * by any thread; calls block, and those of several threads share the connection. For tools: it does
 * not reconnect.
 */
public final class GrpcClient implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Channel channel;
  private final GrpcClientHandler handler;
  private final ChannelHandlerContext context;
  private final String authority;
  private final String scheme;
  private final int maxMessageBytes;
  private final BodyBudget budget;

  private GrpcClient(
      EventLoopGroup loops,
      Channel channel,
      GrpcClientHandler handler,
      ChannelHandlerContext context,
      String authority,
      String scheme,
      int maxMessageBytes) {
    this.loops = loops;
    this.channel = channel;
    this.handler = handler;
    this.context = context;
    this.authority = authority;
    this.scheme = scheme;
    this.maxMessageBytes = maxMessageBytes;
    this.budget = new BodyBudget(2L * maxMessageBytes);
  }

  /** As the other {@code connect}, in plain text. */
  public static GrpcClient connect(
      InetSocketAddress address,
      @Nullable String authority,
      int maxMessageBytes,
      Duration timeout) {
    return connect(address, authority, maxMessageBytes, timeout, null);
  }

  /**
   * Connects.
   *
   * @param authority what the calls name as their host, null for the address itself
   * @param maxMessageBytes the largest answer that is taken
   * @param tls what the connection is encrypted with, null for plain text; the server's certificate
   *     must be for the host of {@code address}
   * @throws ServingException UNAVAILABLE if nothing answers there in time, or not as expected
   */
  public static GrpcClient connect(
      InetSocketAddress address,
      @Nullable String authority,
      int maxMessageBytes,
      Duration timeout,
      @Nullable ClientTls tls) {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("grpc-client", true), NioIoHandler.newFactory());
    GrpcClientHandler handler = GrpcClientHandler.create();
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .handler(tls == null ? handler : new TlsInitializer(tls, address, handler))
            .connect(address)
            .awaitUninterruptibly();
    Throwable failure = connected.cause();
    if (failure == null && tls != null) {
      failure = TlsInitializer.failure(connected.channel(), timeout);
    }
    if (failure != null) {
      connected.channel().close();
      stop(loops);
      throw new ServingException(
          ErrorCode.UNAVAILABLE,
          "cannot connect to %s port %d: %s"
              .formatted(address.getHostString(), address.getPort(), failure.getMessage()),
          failure);
    }
    Channel channel = connected.channel();
    String host = authority == null ? address.getHostString() + ":" + address.getPort() : authority;
    return new GrpcClient(
        loops,
        channel,
        handler,
        channel.pipeline().context(handler),
        host,
        tls == null ? "http" : "https",
        maxMessageBytes);
  }

  /**
   * Calls and waits for the answer's message.
   *
   * @param path service and method: {@code /inference.GRPCInferenceService/ModelInfer}
   * @param metadata further headers
   * @param timeout also sent as the call's deadline
   * @throws ServingException what the server ended the call with, DEADLINE_EXCEEDED after {@code
   *     timeout}, UNAVAILABLE if the connection is lost
   */
  public byte[] call(String path, Map<String, String> metadata, byte[] message, Duration timeout) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    GrpcClientCall call =
        new GrpcClientCall(
            new GrpcMessageReader(budget, ByteBufAllocator.DEFAULT, maxMessageBytes, false),
            result);
    Http2Headers headers = headers(path, metadata, timeout);
    CompletableFuture<Integer> streamId = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(() -> streamId.complete(handler.start(context, headers, framed(message), call)));
    try {
      return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      cancel(streamId);
      throw new ServingException(
          ErrorCode.DEADLINE_EXCEEDED, "no answer from " + authority + " within " + timeout);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      cancel(streamId);
      throw new ServingException(ErrorCode.CANCELLED, "interrupted while waiting for the answer");
    } catch (ExecutionException e) {
      throw ServingException.from(e.getCause() == null ? e : e.getCause());
    }
  }

  private Http2Headers headers(String path, Map<String, String> metadata, Duration timeout) {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme(scheme)
            .path(path)
            .authority(authority)
            .add("te", "trailers")
            .add("content-type", "application/grpc")
            .add("grpc-timeout", GrpcTimeout.format(timeout));
    metadata.forEach((name, value) -> headers.add(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }

  private static ByteBuf framed(byte[] message) {
    ByteBuf framed =
        ByteBufAllocator.DEFAULT.directBuffer(GrpcMessageReader.PREFIX_BYTES + message.length);
    return framed.writeByte(0).writeInt(message.length).writeBytes(message);
  }

  private void cancel(CompletableFuture<Integer> streamId) {
    streamId.thenAccept(id -> channel.eventLoop().execute(() -> handler.cancel(context, id)));
  }

  /** Calls in progress fail with UNAVAILABLE. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    stop(loops);
  }

  private static void stop(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
