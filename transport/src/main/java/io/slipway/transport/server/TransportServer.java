// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.slipway.transport.grpc.GrpcService;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.tls.ServerTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1, HTTP/2 (by prior knowledge and by {@code Upgrade: h2c}) and gRPC on each of its
 * addresses, in plain text or all over TLS. Safe for use by any thread; {@link #drain} and {@link
 * #close} block, so they are not for event loops.
 */
public final class TransportServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TransportServer.class);
  private static final int BACKLOG = 1024;
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

  private enum State {
    LISTENING,
    DRAINING,
    STOPPED
  }

  private final ServerScope scope;
  private final EventLoopGroup loops;
  private final ConnectionAcceptor acceptor;
  private final List<Channel> listeners;
  private final List<InetSocketAddress> addresses;
  private State state = State.LISTENING;

  private TransportServer(
      ServerScope scope,
      EventLoopGroup loops,
      ConnectionAcceptor acceptor,
      List<Channel> listeners) {
    this.scope = scope;
    this.loops = loops;
    this.acceptor = acceptor;
    this.listeners = List.copyOf(listeners);
    this.addresses =
        listeners.stream().map(listener -> (InetSocketAddress) listener.localAddress()).toList();
  }

  /** As the other {@code start}, in plain text. */
  public static TransportServer start(
      TransportConfig config,
      List<InetSocketAddress> addresses,
      HostPolicy hostPolicy,
      HttpService http,
      GrpcService grpc,
      TransportObserver observer)
      throws ListenException {
    return start(config, addresses, hostPolicy, http, grpc, observer, null);
  }

  /**
   * Listens on all of the addresses, or on none.
   *
   * @param addresses port 0 takes a free one, which {@link #addresses} tells
   * @param tls what connections are encrypted with, null for plain text
   * @throws ListenException if an address is taken or cannot be had; it names the address
   * @throws IllegalStateException if the I/O mode of {@code config} does not work here
   */
  public static TransportServer start(
      TransportConfig config,
      List<InetSocketAddress> addresses,
      HostPolicy hostPolicy,
      HttpService http,
      GrpcService grpc,
      TransportObserver observer,
      @Nullable ServerTls tls)
      throws ListenException {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(grpc, "grpc");
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: none (expected: at least one)");
    }
    IoBackend backend = IoBackend.of(config.io(), config.busyPoll());
    TlsHandshakes handshakes = tls == null ? null : new TlsHandshakes(tls, config.maxConnections());
    ServerScope scope = new ServerScope(config, hostPolicy, http, grpc, observer, handshakes);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(config.eventLoops(), threads(config), backend.handlers());
    ConnectionAcceptor acceptor = new ConnectionAcceptor(scope);
    List<Channel> listeners = new ArrayList<>();
    try {
      ServerBootstrap bootstrap = bootstrap(loops, backend, acceptor);
      for (InetSocketAddress address : addresses) {
        listeners.add(listen(bootstrap, address));
      }
      TransportServer server = new TransportServer(scope, loops, acceptor, listeners);
      log.info(
          "listening on {} ({}{})", server.addresses, backend.mode(), tls == null ? "" : ", TLS");
      return server;
    } catch (ListenException | RuntimeException e) {
      stop(scope, loops);
      throw e;
    }
  }

  private static ThreadFactory threads(TransportConfig config) {
    ThreadFactory threads = LoopThread.factory();
    return config.pinning() == null ? threads : config.pinning().threads(threads);
  }

  private static ServerBootstrap bootstrap(
      EventLoopGroup loops, IoBackend backend, ConnectionAcceptor acceptor) {
    return new ServerBootstrap()
        .group(loops)
        .channel(backend.serverChannel())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // ClientEnd closes
        .childHandler(acceptor);
  }

  private static Channel listen(ServerBootstrap bootstrap, InetSocketAddress address)
      throws ListenException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new ListenException(address, failure);
    }
    return bound.channel();
  }

  /** Where it listens, in the order in which the addresses were given, with their real ports. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Connections that are open now. */
  public int openConnections() {
    return scope.connections();
  }

  /** Bytes of request bodies that are being received or held now. */
  public long bufferedBytes() {
    return scope.budget().reservedBytes();
  }

  /**
   * Takes no further connections and requests: HTTP/1.1 answers say {@code Connection: close},
   * HTTP/2 clients get GOAWAY. Waits for the requests in progress.
   *
   * @return whether every connection ended within {@code timeout}; the others are still open
   */
  public synchronized boolean drain(Duration timeout) {
    if (state == State.STOPPED) {
      return true;
    }
    if (state == State.LISTENING) {
      state = State.DRAINING;
      log.info("draining {} connections", scope.connections());
      listeners.forEach(listener -> listener.close().awaitUninterruptibly());
      scope.startDraining();
      acceptor.onEveryLoop(LoopWatch::drain);
    }
    return await(timeout);
  }

  private boolean await(Duration timeout) {
    try {
      return scope.awaitEmpty(timeout);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * {@linkplain #drain Drains} for the configured time, closes what is left and ends the event
   * loops. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    if (state == State.STOPPED) {
      return;
    }
    if (!drain(scope.config().drainTimeout())) {
      log.warn("closing {} connections that did not end in time", scope.connections());
      acceptor.onEveryLoop(LoopWatch::abort);
      await(ABORT_TIMEOUT);
    }
    state = State.STOPPED;
    stop(scope, loops);
    log.info("stopped");
  }

  private static void stop(ServerScope scope, EventLoopGroup loops) {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    TlsHandshakes handshakes = scope.handshakes();
    if (handshakes != null) {
      handshakes.close();
    }
  }
}
