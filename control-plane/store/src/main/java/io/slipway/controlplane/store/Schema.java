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

  static StoreState state(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT revision, compacted, epoch FROM store_state");
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the table store_state is empty (expected: one row)");
      }
      return new StoreState(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
