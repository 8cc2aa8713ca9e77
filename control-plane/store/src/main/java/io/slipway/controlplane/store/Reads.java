// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is read from the database; every method is one snapshot. */
final class Reads {
  /** What one page of changes holds at most, or one change if that is larger. */
  private static final long MAX_BYTES = 4L << 20;

  private static final int FETCH = 100;

  private final ReadConnections connections;

  Reads(ReadConnections connections) {
    this.connections = connections;
  }

  Optional<Stored> get(Key key) {
    return connections.read(
        "read from",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT revision, uid, value FROM objects WHERE resource = ? AND namespace = ?"
                      + " AND name = ?")) {
            select.setString(1, key.resource());
            select.setString(2, key.namespace());
            select.setString(3, key.name());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new Stored(key, row.getLong(1), row.getString(2), row.getBytes(3)))
                  : Optional.empty();
            }
          }
        });
  }

  List<Key> dependents(String ownerUid, int limit) {
    return connections.read(
        "read from",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT resource, namespace, name FROM owners WHERE owner_uid = ? LIMIT ?")) {
            select.setString(1, ownerUid);
            select.setInt(2, limit);
            List<Key> keys = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                keys.add(new Key(row.getString(1), row.getString(2), row.getString(3)));
              }
            }
            return keys;
          }
        });
  }

  long count(Scope scope) {
    return connections.read(
        "count in",
        connection -> {
          ScopeFilter filter = new ScopeFilter(scope);
          try (PreparedStatement select =
              connection.prepareStatement("SELECT count(*) FROM objects WHERE " + filter.sql())) {
            filter.set(select, 1);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0;
            }
          }
        });
  }

  long remaining(Scope scope, ListPosition from) {
    return connections.read(
        "count in", connection -> new ListRead(scope, from, 0, Long.MAX_VALUE).count(connection));
  }

  /**
   * @throws RevisionUnavailableException if the log no longer goes back to the revision
   */
  ChangeFeed.Slice changes(Scope scope, long after, int max) {
    return connections.read(
        "read the change log of", connection -> changes(connection, scope, after, max));
  }

  private static ChangeFeed.Slice changes(Connection connection, Scope scope, long after, int max)
      throws SQLException {
    StoreState state = Schema.state(connection);
    if (after < state.compacted()) {
      throw new RevisionUnavailableException(after, state.compacted(), state.revision());
    }
    ScopeFilter filter = new ScopeFilter(scope);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT namespace, name, uid, revision, value, old_revision, old_value FROM changes"
                + " WHERE revision > ? AND "
                + filter.sql()
                + " ORDER BY revision LIMIT ?")) {
      select.setFetchSize(FETCH);
      select.setLong(1, after);
      int next = filter.set(select, 2);
      select.setInt(next, max);
      List<Change> changes = new ArrayList<>();
      long bytes = 0;
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Change change = change(scope.resource(), row);
          changes.add(change);
          bytes += change.bytes();
          if (bytes > MAX_BYTES) {
            return new ChangeFeed.Slice(changes, change.revision(), true);
          }
        }
      }
      long revision =
          changes.size() == max ? changes.getLast().revision() : Math.max(after, state.revision());
      return new ChangeFeed.Slice(changes, revision, true);
    }
  }

  private static Change change(String resource, ResultSet row) throws SQLException {
    Key key = new Key(resource, row.getString(1), row.getString(2));
    String uid = row.getString(3);
    long revision = row.getLong(4);
    byte @Nullable [] value = row.getBytes(5);
    long previousRevision = row.getLong(6);
    byte @Nullable [] before = row.getBytes(7);
    if (before == null) {
      return new Change.Added(new Stored(key, revision, uid, known(value, key, revision)));
    }
    Stored previous = new Stored(key, previousRevision, uid, before);
    return value == null
        ? new Change.Deleted(revision, previous)
        : new Change.Modified(new Stored(key, revision, uid, value), previous);
  }

  private static byte[] known(byte @Nullable [] value, Key key, long revision) throws SQLException {
    if (value == null) {
      throw new SQLException("the change " + revision + " of " + key + " has no values");
    }
    return value;
  }
}
