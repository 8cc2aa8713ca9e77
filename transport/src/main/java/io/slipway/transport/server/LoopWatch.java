// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, and its coarse clock. One timer looks at all connections:
 * requests start and end far more often than they time out, and a timer each would cost more than
 * many of them. Used on its event loop only.
 */
final class LoopWatch implements Runnable {
  private final EventLoop loop;
  private final long tickNanos;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private @Nullable Future<?> timer;
  private long now = System.nanoTime();

  LoopWatch(EventLoop loop, long tickNanos) {
    this.loop = loop;
    this.tickNanos = tickNanos;
  }

  /** The monotonic clock as of the last tick. */
  long now() {
    return now;
  }

  void add(Connection connection) {
    connections.add(connection);
    if (timer == null) {
      now = System.nanoTime();
      timer = loop.scheduleWithFixedDelay(this, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
    }
  }

  void remove(Connection connection) {
    connections.remove(connection);
    if (connections.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** A connection that goes on in another protocol. */
  void replace(Connection old, Connection successor) {
    connections.remove(old);
    connections.add(successor);
  }

  @Override
  public void run() {
    now = System.nanoTime();
    for (Connection connection : snapshot()) {
      connection.tick(now);
    }
  }

  void drain() {
    snapshot().forEach(Connection::drain);
  }

  void abort() {
    snapshot().forEach(Connection::abort);
  }

  /** Connections remove themselves while they are visited. */
  private List<Connection> snapshot() {
    return new ArrayList<>(connections);
  }
}
