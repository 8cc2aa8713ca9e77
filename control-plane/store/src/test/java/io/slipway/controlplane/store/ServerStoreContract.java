// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store on a server promises besides. Each test has a database of its own. */
abstract class ServerStoreContract extends ObjectStoreContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @TempDir Path drivers;
  private String database = "";

  /** The running server. */
  abstract ServerProcess server();

  abstract String user();

  /** Ends the sessions of a database from outside, as a failing network would. */
  abstract void breakConnections(Statement statement, String database) throws SQLException;

  @Override
  ObjectStore open(StoreLimits limits) throws SQLException {
    if (database.isEmpty()) {
      database = "slipway" + DATABASES.incrementAndGet();
      admin(statement -> statement.execute("CREATE DATABASE " + database));
    }
    return ObjectStore.connect(address(), limits);
  }

  private StoreServer address() {
    return new StoreServer(server().url() + database, user(), "", drivers);
  }

  /** What is done by an administrator. */
  interface Work {
    void with(Statement statement) throws SQLException;
  }

  void admin(Work work) throws SQLException {
    inDatabase(server().url().startsWith("jdbc:postgresql") ? "postgres" : "", work);
  }

  private void inDatabase(String name, Work work) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server().url() + name, user(), "");
        Statement statement = connection.createStatement()) {
      work.with(statement);
    }
  }

  @Test
  void whoeverHasJustLeftIsWaitedFor() throws Exception {
    CompletableFuture<Void> left =
        CompletableFuture.runAsync(
            store::close, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));

    store = open(SMALL);

    left.get(30, TimeUnit.SECONDS);
  }

  @Test
  void secondOwnerOfTheDatabaseIsRefused() {
    assertThatThrownBy(() -> open(SMALL))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageMatching(
            address().name() + " is in use by another process, session [1-9]\\d* .*");
  }

  @Test
  void lostConnectionIsMadeAnewAndNothingIsLost() throws Exception {
    long first = create("a", "1");
    try (Watch watch = store.watch(PODS, first)) {
      admin(statement -> breakConnections(statement, database));

      long second = create("b", "2");

      assertThat(second).isEqualTo(first + 1);
      assertThat(take(watch, 1)).extracting(Change::revision).containsExactly(second);
    }
    assertThat(names(store.list(PODS, ListPosition.start(0), 0))).containsExactly("a", "b");
  }

  @Test
  void ownerThatWasReplacedWritesNoMore() throws Exception {
    create("a", "1");
    inDatabase(
        database, statement -> statement.executeUpdate("UPDATE store_state SET epoch = epoch + 1"));

    assertThatThrownBy(() -> create("b", "2"))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("another process has taken over " + address().name());
    assertThatThrownBy(() -> create("c", "3")).hasMessageContaining("must be restarted");
    assertThat(names(store.list(PODS, ListPosition.start(0), 0))).containsExactly("a");
  }

  @Test
  void backupIsTheServersBusiness(@TempDir Path directory) {
    assertThatThrownBy(() -> store.backup(directory.resolve("backup")))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED));
  }
}
