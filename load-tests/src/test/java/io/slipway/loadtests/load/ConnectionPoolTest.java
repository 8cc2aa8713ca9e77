// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConnectionPoolTest {
  private final List<FakeConnection> connections = new ArrayList<>();
  private final List<Integer> outcomes = new ArrayList<>();
  private final ConnectionPool pool = new ConnectionPool(this::connect, 2);

  ConnectionPoolTest() {
    pool.serve(_ -> {}, (_, outcome) -> outcomes.add(outcome), _ -> {});
  }

  @Test
  void opensAConnectionForARequestThatFindsNoneFree() {
    pool.send(new Pending(0, 1, false));
    connections.getFirst().open();
    pool.send(new Pending(0, 2, false));
    assertThat(connections).hasSize(2);
    assertThat(connections.getFirst().pending).isNotNull();
  }

  @Test
  void usesAFreeConnectionAgain() {
    pool.send(new Pending(0, 1, false));
    connections.getFirst().open();
    connections.getFirst().answer(200);
    pool.send(new Pending(0, 2, false));
    assertThat(connections).hasSize(1);
    assertThat(outcomes).containsExactly(200);
  }

  @Test
  void keepsRequestsInOrderWhenAllConnectionsAreBusy() {
    for (int i = 1; i <= 4; i++) {
      pool.send(new Pending(0, i, false));
    }
    assertThat(connections).hasSize(2);
    connections.forEach(FakeConnection::open);
    FakeConnection first = connections.getFirst();
    first.answer(200);
    assertThat(first.pending).extracting(pending -> pending.intended).isEqualTo(3L);
  }

  @Test
  void givesUpRequestsThatFoundNoConnectionInTime() {
    pool.send(new Pending(0, 10, false));
    pool.send(new Pending(0, 20, false));
    pool.expire(15);
    assertThat(outcomes).containsExactly(Outcome.UNSENT);
  }

  @Test
  void opensAnewWhatWasLost() {
    pool.send(new Pending(0, 10, false));
    pool.closed(connections.getFirst());
    pool.expire(0);
    assertThat(connections).hasSize(2);
    connections.getLast().open();
    assertThat(connections.getLast().pending).isNotNull();
  }

  private Connection connect(Connection.Listener listener) {
    FakeConnection connection = new FakeConnection(listener);
    connections.add(connection);
    return connection;
  }

  private static final class FakeConnection implements Connection {
    private final Listener listener;
    private boolean open;
    private @Nullable Pending pending;

    FakeConnection(Listener listener) {
      this.listener = listener;
    }

    void open() {
      open = true;
      listener.opened(this);
    }

    void answer(int status) {
      Pending done = pending;
      pending = null;
      if (done != null) {
        listener.answered(this, done, status);
      }
    }

    @Override
    public boolean free() {
      return open && pending == null;
    }

    @Override
    public void send(Pending request) {
      pending = request;
    }

    @Override
    public void expire(long sentBefore) {}

    @Override
    public void close() {}
  }
}
