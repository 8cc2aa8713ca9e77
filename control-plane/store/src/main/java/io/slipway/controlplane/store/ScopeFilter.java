// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A scope as a condition in SQL, and the parameters of it. */
record ScopeFilter(Scope scope) {
  String sql() {
    return scope.namespace() == null ? "resource = ?" : "resource = ? AND namespace = ?";
  }

  /** The same, for what comes after a place in the list. */
  String sqlAfter() {
    return scope.namespace() == null
        ? "resource = ? AND (namespace, name) > (?, ?)"
        : "resource = ? AND namespace = ? AND name > ?";
  }

  /** Returns the index of the parameter that comes next. */
  int set(PreparedStatement statement, int first) throws SQLException {
    int at = first;
    statement.setString(at++, scope.resource());
    String namespace = scope.namespace();
    if (namespace != null) {
      statement.setString(at++, namespace);
    }
    return at;
  }

  int setAfter(PreparedStatement statement, int first, ListPosition position) throws SQLException {
    int at = set(statement, first);
    if (scope.namespace() == null) {
      statement.setString(at++, position.namespace());
    }
    statement.setString(at++, position.name());
    return at;
  }
}
