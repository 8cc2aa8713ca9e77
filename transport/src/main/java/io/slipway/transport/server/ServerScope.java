// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcService;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.coding.CodingService;
import io.slipway.transport.memory.BodyBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one server share. */
final class ServerScope {
  private static final Logger log = LoggerFactory.getLogger(TransportServer.class);

  private final TransportConfig config;
  private final HostPolicy hostPolicy;
  private final HttpService http;
  private final GrpcService grpc;
  private final TransportObserver observer;
  private final @Nullable TlsHandshakes handshakes;
  private final BodyBudget budget;
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch empty = new CountDownLatch(1);
  private volatile boolean draining;

  ServerScope(
      TransportConfig config,
      HostPolicy hostPolicy,
      HttpService http,
      GrpcService grpc,
      TransportObserver observer,
      @Nullable TlsHandshakes handshakes) {
    this.config = config;
    this.hostPolicy = hostPolicy;
    this.grpc = grpc;
    this.observer = observer;
    this.handshakes = handshakes;
    this.budget = new BodyBudget(config.maxBufferedBytes());
    this.http = new CodingService(http, budget, config.maxBodyBytes(), ServerScope::offLoop);
  }

  private static void offLoop(Runnable task) {
    Thread.ofVirtual().name("coding").start(task);
  }

  TransportConfig config() {
    return config;
  }

  HostPolicy hostPolicy() {
    return hostPolicy;
  }

  HttpService http() {
    return http;
  }

  GrpcService grpc() {
    return grpc;
  }

  TransportObserver observer() {
    return observer;
  }

  /** Null if connections are in plain text. */
  @Nullable TlsHandshakes handshakes() {
    return handshakes;
  }

  BodyBudget budget() {
    return budget;
  }

  int connections() {
    return connections.get();
  }

  boolean draining() {
    return draining;
  }

  /** Counts a new connection; false if it is one too many, which is not counted. */
  boolean admit() {
    if (connections.incrementAndGet() > config.maxConnections()) {
      leave();
      observer.connectionRefused();
      observer.limitReached(TransportObserver.Limit.CONNECTIONS);
      return false;
    }
    observer.connectionOpened();
    return true;
  }

  /** A connection that was admitted has closed. */
  void closed() {
    observer.connectionClosed();
    leave();
  }

  private void leave() {
    if (connections.decrementAndGet() == 0 && draining) {
      empty.countDown();
    }
  }

  void startDraining() {
    draining = true;
    if (connections.get() == 0) {
      empty.countDown();
    }
  }

  /** True if no connection is left. */
  boolean awaitEmpty(Duration timeout) throws InterruptedException {
    return empty.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What a failure looks like to the caller; a fault of ours leaves its stack in the log. */
  static ServingException seen(Throwable failure) {
    ServingException seen = ServingException.from(failure);
    if (seen.code() == ErrorCode.INTERNAL) {
      log.error("a request failed: {}", seen.getMessage(), seen);
    }
    return seen;
  }

  /** Whether it is the client that ended the connection, or broke the rules of TLS. */
  static boolean isClients(Throwable failure) {
    return failure instanceof IOException || failure.getCause() instanceof IOException;
  }

  /** The time between two looks at the connections: short enough for the shortest timeout. */
  long tickNanos() {
    long shortest =
        Math.min(
            Math.min(config.headerTimeout().toNanos(), config.requestTimeout().toNanos()),
            Math.min(config.idleTimeout().toNanos(), config.writeStallTimeout().toNanos()));
    if (handshakes != null) {
      shortest = Math.min(shortest, handshakes.timeoutNanos());
    }
    return Math.clamp(shortest / 8, TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1));
  }
}
