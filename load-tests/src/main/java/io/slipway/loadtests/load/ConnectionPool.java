// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a generator: opened when requests find none free, up to a bound; then requests
 * wait here, and the time they wait is theirs. All calls on the event loop.
 */
final class ConnectionPool implements Connection.Listener {
  private final Function<Connection.Listener, Connection> connect;
  private final int max;
  private final Set<Connection> all = new HashSet<>();
  private final Set<Connection> opening = new HashSet<>();
  private final Deque<Connection> free = new ArrayDeque<>();
  private final Set<Connection> listed = new HashSet<>();
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private Consumer<Pending> sent = _ -> {};
  private ObjIntConsumer<Pending> ended = (_, _) -> {};
  private Consumer<Throwable> failed = _ -> {};

  ConnectionPool(Function<Connection.Listener, Connection> connect, int max) {
    this.connect = connect;
    this.max = max;
  }

  /** Tells of requests from now on to these. */
  void serve(
      Consumer<Pending> whenSent,
      ObjIntConsumer<Pending> whenEnded,
      Consumer<Throwable> whenFailed) {
    sent = whenSent;
    ended = whenEnded;
    failed = whenFailed;
  }

  /** Opens connections before they are needed, until there are this many. */
  void open(int count) {
    while (all.size() < Math.min(count, max)) {
      Connection connection = connect.apply(this);
      opening.add(connection);
      all.add(connection);
    }
  }

  int connected() {
    return all.size() - opening.size();
  }

  void send(Pending request) {
    waiting.addLast(request);
    drain();
    if (waiting.size() > opening.size()) {
      open(all.size() + 1);
    }
  }

  private void drain() {
    while (!waiting.isEmpty()) {
      Connection connection = take();
      if (connection == null) {
        return;
      }
      Pending request = waiting.removeFirst();
      request.sent = System.nanoTime();
      sent.accept(request);
      connection.send(request);
      list(connection);
    }
  }

  private @Nullable Connection take() {
    while (!free.isEmpty()) {
      Connection connection = free.removeFirst();
      listed.remove(connection);
      if (connection.free()) {
        return connection;
      }
    }
    return null;
  }

  private void list(Connection connection) {
    if (connection.free() && listed.add(connection)) {
      free.addLast(connection);
    }
  }

  @Override
  public void answered(Connection connection, Pending request, int outcome) {
    list(connection);
    ended.accept(request, outcome);
    drain();
  }

  @Override
  public void opened(Connection connection) {
    opening.remove(connection);
    list(connection);
    drain();
  }

  @Override
  public void closed(Connection connection) {
    all.remove(connection);
    opening.remove(connection);
  }

  @Override
  public void failed(Throwable cause) {
    failed.accept(cause);
  }

  /**
   * Ends requests that have waited or were sent for too long, and opens connections again where
   * some were lost.
   */
  void expire(long before) {
    while (!waiting.isEmpty() && waiting.getFirst().intended - before < 0) {
      ended.accept(waiting.removeFirst(), Outcome.UNSENT);
    }
    List.copyOf(all).forEach(connection -> connection.expire(before));
    open(all.size() + waiting.size() - opening.size());
  }

  void close() {
    List.copyOf(all).forEach(Connection::close);
  }
}
