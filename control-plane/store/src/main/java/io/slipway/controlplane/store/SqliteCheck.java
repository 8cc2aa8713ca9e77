// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether a file is one of our databases, and whole. */
final class SqliteCheck {
  /** "Slip": tells our files from others' (PRAGMA application_id). */
  static final int APPLICATION_ID = 0x536c6970;

  static final String WHAT_TO_DO =
      "move the file and those beside it that begin with its name away, and restore a backup"
          + " (docs/store.md)";

  private SqliteCheck() {}

  /**
   * Reads every page, and whether the objects agree with the revision counter.
   *
   * @throws SQLException that says what is wrong
   */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long id = number(statement, "PRAGMA application_id");
      if (id != APPLICATION_ID) {
        throw new SQLException(
            "it is not a database of Slipway (application id %08x, expected: %08x)"
                .formatted(id, APPLICATION_ID));
      }
      String found = text(statement, "PRAGMA quick_check(1)");
      if (!found.equals("ok")) {
        throw new SQLException("it is damaged: " + found + "; " + WHAT_TO_DO);
      }
    }
  }

  static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "no answer";
    }
  }
}
