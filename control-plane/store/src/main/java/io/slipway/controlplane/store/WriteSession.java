// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection with its statements. For the writer's thread.
 *
 * <p>No statement waits for the next commit alone: {@link #commit} ends what the calls before it
 * began.
 */
final class WriteSession implements AutoCloseable {
  private static final String KEY = " WHERE resource = ? AND namespace = ? AND name = ?";

  private final Connection connection;
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;
  private final PreparedStatement log;
  private final PreparedStatement insertOwner;
  private final PreparedStatement deleteOwners;
  private final PreparedStatement size;
  private final PreparedStatement compact;
  private final PreparedStatement advance;

  WriteSession(Connection connection) throws SQLException {
    this.connection = connection;
    select = connection.prepareStatement("SELECT revision, uid, owners, value FROM objects" + KEY);
    insert = connection.prepareStatement("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)");
    update =
        connection.prepareStatement("UPDATE objects SET revision = ?, owners = ?, value = ?" + KEY);
    delete = connection.prepareStatement("DELETE FROM objects" + KEY);
    log = connection.prepareStatement("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insertOwner = connection.prepareStatement("INSERT INTO owners VALUES (?, ?, ?, ?)");
    deleteOwners = connection.prepareStatement("DELETE FROM owners" + KEY);
    size = connection.prepareStatement("SELECT SUM(bytes) FROM changes WHERE revision <= ?");
    compact = connection.prepareStatement("DELETE FROM changes WHERE revision <= ?");
    advance =
        connection.prepareStatement(
            "UPDATE store_state SET revision = ?, compacted = ?, log_bytes = ? WHERE epoch = ?");
  }

  /** What is there under the key, with the uids of its owners. */
  @Nullable Current current(Key key) throws SQLException {
    setKey(select, 1, key);
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      Stored stored = new Stored(key, row.getLong(1), row.getString(2), row.getBytes(4));
      return new Current(stored, row.getString(3));
    }
  }

  record Current(Stored stored, String owners) {}

  void insert(Stored object, List<String> owners) throws SQLException {
    setKey(insert, 1, object.key());
    insert.setLong(4, object.revision());
    insert.setString(5, object.uid());
    insert.setString(6, String.join(" ", owners));
    insert.setBytes(7, object.value());
    insert.executeUpdate();
    insertOwners(object.key(), owners);
  }

  void update(Stored object, List<String> owners, Current current) throws SQLException {
    String joined = String.join(" ", owners);
    update.setLong(1, object.revision());
    update.setString(2, joined);
    update.setBytes(3, object.value());
    setKey(update, 4, object.key());
    update.executeUpdate();
    if (!joined.equals(current.owners())) {
      deleteOwners(object.key(), current.owners());
      insertOwners(object.key(), owners);
    }
  }

  void delete(Current current) throws SQLException {
    Key key = current.stored().key();
    setKey(delete, 1, key);
    delete.executeUpdate();
    deleteOwners(key, current.owners());
  }

  private void insertOwners(Key key, List<String> owners) throws SQLException {
    for (int i = 0; i < owners.size(); i++) {
      if (owners.indexOf(owners.get(i)) == i) {
        insertOwner.setString(1, owners.get(i));
        setKey(insertOwner, 2, key);
        insertOwner.executeUpdate();
      }
    }
  }

  private void deleteOwners(Key key, String owners) throws SQLException {
    if (!owners.isEmpty()) {
      setKey(deleteOwners, 1, key);
      deleteOwners.executeUpdate();
    }
  }

  /** Adds a change that was made to the log. */
  void log(Change change) throws SQLException {
    Stored after = change.after();
    Stored before = change.before();
    log.setLong(1, change.revision());
    setKey(log, 2, change.key());
    log.setString(5, Objects.requireNonNull(after == null ? before : after).uid());
    if (before == null) {
      log.setNull(6, Types.BIGINT);
    } else {
      log.setLong(6, before.revision());
    }
    log.setLong(7, change.bytes());
    setValue(8, after);
    setValue(9, before);
    log.executeUpdate();
  }

  private void setValue(int index, @Nullable Stored object) throws SQLException {
    if (object == null) {
      log.setNull(index, Types.VARBINARY);
    } else {
      log.setBytes(index, object.value());
    }
  }

  /** Forgets the changes up to a revision; returns what they had in bytes. */
  long compact(long revision) throws SQLException {
    size.setLong(1, revision);
    long bytes;
    try (ResultSet row = size.executeQuery()) {
      bytes = row.next() ? row.getLong(1) : 0;
    }
    compact.setLong(1, revision);
    compact.executeUpdate();
    return bytes;
  }

  /**
   * Ends the transaction; when this returns, it is on disk.
   *
   * @throws SQLException also if the epoch is another: another process has taken the database over
   */
  void commit(StoreState after) throws SQLException {
    advance.setLong(1, after.revision());
    advance.setLong(2, after.compacted());
    advance.setLong(3, after.logBytes());
    advance.setLong(4, after.epoch());
    if (advance.executeUpdate() != 1) {
      throw new SQLException("the epoch is no longer " + after.epoch());
    }
    connection.commit();
  }

  /** What the database says, in a transaction of its own. */
  StoreState state() throws SQLException {
    StoreState state = Schema.state(connection);
    connection.rollback();
    return state;
  }

  /** Between transactions. */
  void look(Database database) throws SQLException {
    database.afterCommit(connection);
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  private static void setKey(PreparedStatement statement, int first, Key key) throws SQLException {
    statement.setString(first, key.resource());
    statement.setString(first + 1, key.namespace());
    statement.setString(first + 2, key.name());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
