// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The store on a database that has its tables. */
final class SqlStore implements ObjectStore {
  /** As long as Kubernetes waits for a revision that is not there yet. */
  private static final Duration AHEAD = Duration.ofSeconds(3);

  private final Database database;
  private final ReadConnections connections;
  private final Reads reads;
  private final ChangeFeed feed;
  private final Writer writer;

  private SqlStore(Database database, WriteSession session, StoreState state, StoreLimits limits) {
    this.database = database;
    this.connections = new ReadConnections(database, limits.readers());
    this.reads = new Reads(connections);
    this.feed = new ChangeFeed(state.revision(), limits.recentChanges(), limits.recentBytes());
    this.writer = new Writer(database, session, state, feed, limits);
  }

  /** Closes the database if it fails. */
  static SqlStore start(Database database, StoreLimits limits) {
    boolean started = false;
    try {
      SqlStore store = start(database, database.connectWriter(), limits);
      started = true;
      return store;
    } catch (SQLException e) {
      throw database.failure("open", e);
    } finally {
      if (!started) {
        database.close();
      }
    }
  }

  private static SqlStore start(Database database, Connection connection, StoreLimits limits)
      throws SQLException {
    try {
      if (database.shared()) {
        Schema.claim(connection);
      }
      WriteSession session = new WriteSession(connection);
      SqlStore store = new SqlStore(database, session, session.state(), limits);
      store.writer.start();
      return store;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Optional<Stored> get(Key key) {
    return reads.get(key);
  }

  @Override
  public Page list(Scope scope, ListPosition from, int limit) {
    return list(scope, from, limit, Long.MAX_VALUE);
  }

  @Override
  public Page list(Scope scope, ListPosition from, int limit, long bytes) {
    return connections.read("list from", new ListRead(scope, from, limit, bytes)::read);
  }

  @Override
  public WriteResult create(Key key, Document document) {
    return writer.write(new Write.Create(key, document));
  }

  @Override
  public WriteResult update(Key key, Expected expected, Document document) {
    return writer.write(new Write.Update(key, expected, document));
  }

  @Override
  public WriteResult delete(Key key, Expected expected) {
    return writer.write(new Write.Delete(key, expected));
  }

  @Override
  public List<Key> dependents(String ownerUid, int limit) {
    return reads.dependents(ownerUid, limit);
  }

  @Override
  public long remaining(Scope scope, ListPosition from) {
    return reads.remaining(scope, from);
  }

  @Override
  public long count(Scope scope) {
    return reads.count(scope);
  }

  @Override
  public long revision() {
    return feed.newest();
  }

  @Override
  public Watch watch(Scope scope, long after) {
    try {
      if (!feed.reaches(after, AHEAD.toNanos())) {
        throw new RevisionUnavailableException(after, 0, feed.newest());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RevisionUnavailableException(after, 0, feed.newest());
    }
    LogWatch watch = new LogWatch(scope, after, feed, reads);
    watch.checkPlace();
    feed.add(watch);
    return watch;
  }

  @Override
  public void backup(Path file) {
    database.backup(file);
  }

  @Override
  public void close() {
    writer.close();
    feed.close();
    connections.close();
    database.close();
  }
}
