// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The tables' version, and the row that says where the store is. */
final class Schema {
  /** What this code reads and writes; the number of the newest migration. */
  static final int VERSION = 1;

  private Schema() {}

  static boolean exists(Connection connection) throws SQLException {
    try (ResultSet table =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), connection.getSchema(), "store_state", null)) {
      return table.next();
    }
  }

  /** The version of the tables. */
  static int version(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT version FROM store_state");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /**
   * @throws SQLException if a newer Slipway made the tables
   */
  static void refuseNewer(int version, String database) throws SQLException {
    if (version > VERSION) {
      throw new SQLException(
          database
              + " has tables of version "
              + version
              + " (expected: at most "
              + VERSION
              + "; use the Slipway that made them, or a newer one)");
    }
  }

  /** Counts this process as the newest owner. */
  static void claim(Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE store_state SET epoch = epoch + 1")) {
      update.executeUpdate();
    }
    connection.commit();
  }

  static StoreState state(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT revision, compacted, log_bytes, epoch FROM store_state");
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the table store_state is empty (expected: one row)");
      }
      return new StoreState(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }
  }
}
