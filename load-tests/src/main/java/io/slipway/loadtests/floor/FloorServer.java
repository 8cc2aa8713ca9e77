// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A bare Netty server: it reads each request to its end and answers a fixed reply, with the
 * transport and the socket options of Slipway's server, and nothing else: no limits, no metrics, no
 * timeouts, no model.
 *
 * <p>{@code FloorServer SOCKETS HTTP_PORT GRPC_PORT REPLIES}: SOCKETS is epoll, io_uring or nio;
 * ports may be 0; REPLIES is a file as {@link Replies} reads it.
 */
public final class FloorServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Channel http;
  private final Channel grpc;

  private FloorServer(EventLoopGroup loops, Channel http, Channel grpc) {
    this.loops = loops;
    this.http = http;
    this.grpc = grpc;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 4) {
      throw new IllegalArgumentException(
          "expected: epoll|io_uring|nio HTTP_PORT GRPC_PORT REPLIES");
    }
    FloorServer server =
        start(
            Sockets.named(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Replies.read(Path.of(args[3])));
    System.out.println("http: " + server.httpAddress());
    System.out.println("grpc: " + server.grpcAddress());
    server.http.closeFuture().sync();
  }

  static FloorServer start(Sockets sockets, int httpPort, int grpcPort, Replies replies)
      throws InterruptedException {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), sockets.handlers());
    HttpReply.Factory http = new HttpReply.Factory(replies);
    ByteBuf message = GrpcReply.framed(replies.grpc());
    HttpDecoderConfig decoder = new HttpDecoderConfig().setValidateHeaders(false);
    return new FloorServer(
        loops,
        listen(
            sockets,
            loops,
            httpPort,
            channel -> channel.pipeline().addLast(new HttpServerCodec(decoder), http.create())),
        listen(
            sockets,
            loops,
            grpcPort,
            channel -> channel.pipeline().addLast(GrpcReply.create(message))));
  }

  private interface Pipeline {
    void fill(Channel channel);
  }

  private static Channel listen(Sockets sockets, EventLoopGroup loops, int port, Pipeline pipeline)
      throws InterruptedException {
    return new ServerBootstrap()
        .group(loops)
        .channel(sockets.serverChannel())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                pipeline.fill(channel);
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .sync()
        .channel();
  }

  InetSocketAddress httpAddress() {
    return (InetSocketAddress) http.localAddress();
  }

  InetSocketAddress grpcAddress() {
    return (InetSocketAddress) grpc.localAddress();
  }

  @Override
  public void close() {
    http.close().syncUninterruptibly();
    grpc.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
