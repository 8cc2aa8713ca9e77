// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Sends one call in phases of load, from one thread. Connections stay open from run to run; runs
 * come one after the other. Any thread may call.
 */
public final class Client implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final ConnectionPool pool;
  private final Duration timeout;
  private final DoubleSupplier serverCpu;

  /**
   * @param limits of what this client does at most
   * @param serverCpu CPU seconds of the server until now; a constant if nobody knows
   */
  public Client(Call call, Limits limits, DoubleSupplier serverCpu) {
    pool = new ConnectionPool(connect(call, limits), limits.connections());
    timeout = limits.timeout();
    this.serverCpu = serverCpu;
    loop.execute(Client::wakeOnTime);
  }

  /**
   * @param connections open at once
   * @param streams calls at once on a connection, of gRPC
   * @param timeout of a request, from its sending; one that can't be sent for so long is counted as
   *     unsent
   */
  public record Limits(int connections, int streams, Duration timeout) {
    public static Limits connections(int connections) {
      return new Limits(connections, 100, Duration.ofSeconds(10));
    }
  }

  /** Plays the phases. The future fails only if the generator is wrong. */
  public CompletableFuture<List<PhaseResult>> run(List<Phase> phases, Timeline timeline) {
    return new LoadGenerator(loop, pool, phases, timeline, timeout, serverCpu).run();
  }

  public List<PhaseResult> run(Phase... phases) {
    return run(List.of(phases), new Timeline(Duration.ofSeconds(1))).join();
  }

  /**
   * Opens connections until there are this many, and keeps them idle; the future is how many are
   * open now.
   */
  public CompletableFuture<Integer> open(int count) {
    return CompletableFuture.supplyAsync(
        () -> {
          pool.open(count);
          return pool.connected();
        },
        loop);
  }

  /** Closes all connections and ends the thread. */
  @Override
  public void close() {
    loop.execute(pool::close);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Function<Connection.Listener, Connection> connect(Call call, Limits limits) {
    return switch (call) {
      case Call.Http http -> {
        ByteBuf request = HttpConnection.shared(http.bytes());
        yield listener -> open(call, new HttpConnection(request, listener));
      }
      case Call.Grpc grpc -> {
        ByteBuf message = HttpConnection.shared(grpc.frames());
        yield listener ->
            open(
                call,
                new GrpcConnection(new GrpcHeaders(grpc), message, limits.streams(), listener));
      }
    };
  }

  private <C extends ChannelHandler & Connection> Connection open(Call call, C connection) {
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(connection);
              }
            })
        .connect(call.address());
    return connection;
  }

  /**
   * Linux lets a thread sleep up to 50 us longer than it asked for; requests would be late by that.
   */
  private static void wakeOnTime() {
    try {
      Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
      Files.writeString(Path.of("/proc").resolve(thread).resolve("timerslack_ns"), "1");
    } catch (IOException e) {
      System.err.println("requests may be sent up to 50 us late: " + e);
    }
  }
}
