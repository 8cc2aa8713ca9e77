// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyBudget;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Connections to other gRPC servers, in plain text (h2c by prior knowledge), kept for the next
 * call: one for each server, and more only while it takes no further calls on those. Thread-safe;
 * nothing of it blocks but {@link #close}.
 */
public final class GrpcConnections implements AutoCloseable {
  private final EventLoopGroup loops;
  private final BodyBudget budget;
  private final long maxMessageBytes;
  private final Bootstrap bootstrap;

  /** On the event loop only, of which there is one. */
  private final Map<InetSocketAddress, List<Connection>> connections = new HashMap<>();

  /** A connection that is there, or on its way. */
  private record Connection(ChannelFuture opening, OutgoingHandler handler) {
    boolean takesCalls() {
      return !opening.isDone() || (opening.isSuccess() && handler.takesCalls());
    }
  }

  /**
   * @param maxMessageBytes the largest message that is taken
   * @param maxBufferedBytes of all messages that are being received or were not yet handed on
   */
  public GrpcConnections(long maxMessageBytes, long maxBufferedBytes, Duration connectTimeout) {
    this.maxMessageBytes = maxMessageBytes;
    this.budget = new BodyBudget(maxBufferedBytes);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("grpc-forward", true), NioIoHandler.newFactory());
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()));
  }

  /** Begins a call. */
  public OutgoingCall call(
      InetSocketAddress to, OutgoingCall.Head head, OutgoingCall.Listener listener) {
    OutgoingStream stream =
        new OutgoingStream(loops.next(), head, listener, budget, maxMessageBytes);
    try {
      loops.next().execute(() -> begin(to, stream));
    } catch (RejectedExecutionException _) {
      listener.failed(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"), false);
    }
    return stream;
  }

  private void begin(InetSocketAddress to, OutgoingStream stream) {
    List<Connection> known = connections.computeIfAbsent(to, _ -> new ArrayList<>());
    for (Connection connection : known) {
      if (connection.takesCalls()) {
        start(to, stream, connection, false);
        return;
      }
    }
    OutgoingHandler handler = OutgoingHandler.create();
    ChannelFuture opening = bootstrap.clone().handler(handler).connect(to);
    Connection connection = new Connection(opening, handler);
    known.add(connection);
    opening.channel().closeFuture().addListener(_ -> known.remove(connection));
    start(to, stream, connection, true);
  }

  /**
   * @param fresh whether it was opened for this call
   */
  private void start(
      InetSocketAddress to, OutgoingStream stream, Connection connection, boolean fresh) {
    connection
        .opening()
        .addListener(opened -> {
          if (opened.isSuccess()) {
            // the channel becomes active behind this, and then sends its preface
            connection
                .opening()
                .channel()
                .eventLoop()
                .execute(() -> started(to, stream, connection, fresh));
          } else {
            stream.fail(
                ErrorCode.UNAVAILABLE, "cannot be reached (" + said(opened.cause()) + ")", true);
          }
        });
  }

  private void started(
      InetSocketAddress to, OutgoingStream stream, Connection connection, boolean fresh) {
    if (connection.takesCalls()) {
      connection.handler().start(stream, to.getHostString() + ":" + to.getPort());
    } else if (fresh) {
      stream.fail(ErrorCode.UNAVAILABLE, "took no call (it ended the connection)", true);
    } else {
      begin(to, stream); // others were quicker
    }
  }

  private static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** From now on only these are called; calls under way to others go on. */
  public void keepOnly(Collection<InetSocketAddress> servers) {
    List<InetSocketAddress> kept = List.copyOf(servers);
    try {
      loops.next().execute(() -> closeOthers(kept));
    } catch (RejectedExecutionException _) {
      // all are closed already
    }
  }

  private void closeOthers(List<InetSocketAddress> kept) {
    Iterator<Map.Entry<InetSocketAddress, List<Connection>>> each =
        connections.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<InetSocketAddress, List<Connection>> entry = each.next();
      if (!kept.contains(entry.getKey())) {
        each.remove();
        for (Connection connection : List.copyOf(entry.getValue())) {
          connection.handler().closeWhenIdle();
        }
      }
    }
  }

  /** Calls under way fail with UNAVAILABLE. */
  @Override
  public void close() {
    loops
        .next()
        .execute(() -> {
          for (List<Connection> each : List.copyOf(connections.values())) {
            for (Connection connection : List.copyOf(each)) {
              Channel channel = connection.opening().channel();
              channel.close();
            }
          }
        });
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
