// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of a list as it was at one revision.
 *
 * <p>Of the objects that are there now, those count that were not written since. Of those that
 * were, the change log has what they were: in the one change whose previous write is not later than
 * the revision, and which itself is. The two sets have no key in common.
 */
final class ListRead {
  private static final int FETCH = 500;
  private static final String NOW =
      "SELECT namespace, name, revision, uid, value FROM objects WHERE revision <= ? AND ";
  private static final String THEN =
      "SELECT namespace, name, old_revision, uid, old_value FROM changes"
          + " WHERE old_revision <= ? AND revision > ? AND ";
  private static final String ORDER = " ORDER BY namespace, name";

  private final Scope scope;
  private final ListPosition from;
  private final int limit;

  ListRead(Scope scope, ListPosition from, int limit) {
    this.scope = scope;
    this.from = from;
    this.limit = limit;
  }

  Page read(Connection connection) throws SQLException {
    StoreState state = Schema.state(connection);
    long revision = from.revision() == 0 ? state.revision() : from.revision();
    if (revision < state.compacted() || revision > state.revision()) {
      throw new RevisionUnavailableException(revision, state.compacted(), state.revision());
    }
    List<Stored> objects = select(connection, NOW, revision);
    if (revision < state.revision()) {
      objects = merge(objects, select(connection, THEN, revision));
    }
    if (limit == 0 || objects.size() <= limit) {
      return new Page(objects, revision, null);
    }
    List<Stored> page = objects.subList(0, limit);
    return new Page(page, revision, ListPosition.after(revision, page.getLast().key()));
  }

  /** One more than the limit, which tells whether the list goes on. */
  private List<Stored> select(Connection connection, String columns, long revision)
      throws SQLException {
    ScopeFilter filter = new ScopeFilter(scope);
    boolean first = from.name().isEmpty();
    String sql = columns + (first ? filter.sql() : filter.sqlAfter()) + ORDER;
    try (PreparedStatement select =
        connection.prepareStatement(limit == 0 ? sql : sql + " LIMIT ?")) {
      select.setFetchSize(FETCH);
      int at = 1;
      select.setLong(at++, revision);
      if (columns.equals(THEN)) {
        select.setLong(at++, revision);
      }
      at = first ? filter.set(select, at) : filter.setAfter(select, at, from);
      if (limit != 0) {
        select.setLong(at, limit + 1L);
      }
      return rows(select);
    }
  }

  private List<Stored> rows(PreparedStatement select) throws SQLException {
    List<Stored> objects = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Key key = new Key(scope.resource(), row.getString(1), row.getString(2));
        objects.add(new Stored(key, row.getLong(3), row.getString(4), row.getBytes(5)));
      }
    }
    return objects;
  }

  private static List<Stored> merge(List<Stored> now, List<Stored> then) {
    List<Stored> merged = new ArrayList<>(now.size() + then.size());
    int i = 0;
    int j = 0;
    while (i < now.size() && j < then.size()) {
      boolean takeNow = now.get(i).key().compareInResource(then.get(j).key()) < 0;
      merged.add(takeNow ? now.get(i++) : then.get(j++));
    }
    merged.addAll(now.subList(i, now.size()));
    merged.addAll(then.subList(j, then.size()));
    return merged;
  }
}
