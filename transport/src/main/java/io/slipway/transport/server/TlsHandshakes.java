// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.slipway.transport.tls.ServerTls;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handshakes of one server: how many there are, and the threads that do their signatures and
 * key exchanges, which would hold up the connections of an event loop for milliseconds each.
 */
final class TlsHandshakes implements AutoCloseable {
  private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  private static final int IDLE_SECONDS = 30;

  /** Also what a client may take to read our goodbye. */
  private static final long CLOSE_MILLIS = 1000;

  private final ServerTls tls;
  private final ThreadPoolExecutor workers;
  private final AtomicInteger inProgress = new AtomicInteger();

  /**
   * @param maxConnections each has one task at most, so this bounds the queue
   */
  TlsHandshakes(ServerTls tls, int maxConnections) {
    this.tls = tls;
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxConnections),
            new DefaultThreadFactory("tls-handshake", true));
    workers.allowCoreThreadTimeOut(true);
  }

  long timeoutNanos() {
    return tls.config().handshakeTimeout().toNanos();
  }

  /** Counts a handshake that begins; false if it is one too many, which is not counted. */
  boolean begin() {
    if (inProgress.incrementAndGet() > tls.config().maxHandshakes()) {
      inProgress.decrementAndGet();
      return false;
    }
    return true;
  }

  void end() {
    inProgress.decrementAndGet();
  }

  SslHandler newHandler() {
    SslHandler handler = tls.newHandler(workers);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
    return handler;
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
