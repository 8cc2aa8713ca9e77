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
  private static final String NOW = " FROM objects WHERE revision <= ? AND ";
  private static final String THEN = " FROM changes WHERE old_revision <= ? AND revision > ? AND ";
  private static final String NOW_COLUMNS = "SELECT namespace, name, revision, uid, value";
  private static final String THEN_COLUMNS = "SELECT namespace, name, old_revision, uid, old_value";
  private static final String ORDER = " ORDER BY namespace, name";

  private final Scope scope;
  private final ListPosition from;
  private final int limit;
  private final long bytes;

  /**
   * @param limit how many objects at most; 0 for all
   * @param bytes the page ends with the object that reaches them
   */
  ListRead(Scope scope, ListPosition from, int limit, long bytes) {
    this.scope = scope;
    this.from = from;
    this.limit = limit;
    this.bytes = bytes;
  }

  /**
   * Some of the rows.
   *
   * @param cut whether more follow that were not read
   */
  private record Rows(List<Stored> objects, boolean cut) {
    /** Whether nothing is missing up to that key. */
    boolean reaches(Key key) {
      return !cut || key.compareInResource(objects.getLast().key()) <= 0;
    }
  }

  Page read(Connection connection) throws SQLException {
    StoreState state = Schema.state(connection);
    long revision = revision(state);
    Rows now = select(connection, NOW_COLUMNS, NOW, revision);
    if (revision == state.revision()) {
      return page(now, revision);
    }
    Rows then = select(connection, THEN_COLUMNS, THEN, revision);
    List<Stored> merged = new ArrayList<>();
    for (Stored object : merge(now.objects, then.objects)) {
      if (now.reaches(object.key()) && then.reaches(object.key())) {
        merged.add(object);
      }
    }
    return page(new Rows(merged, now.cut || then.cut), revision);
  }

  private Page page(Rows rows, long revision) {
    int size = 0;
    long sum = 0;
    while (size < rows.objects.size() && (limit == 0 || size < limit) && sum < bytes) {
      sum += rows.objects.get(size++).value().length;
    }
    if (size == rows.objects.size() && !rows.cut) {
      return new Page(rows.objects, revision, null);
    }
    List<Stored> page = rows.objects.subList(0, size);
    return new Page(page, revision, ListPosition.after(revision, page.getLast().key()));
  }

  /** How many objects there are from the position on, whatever the limit. */
  long count(Connection connection) throws SQLException {
    StoreState state = Schema.state(connection);
    long revision = revision(state);
    long count = count(connection, NOW, revision);
    return revision < state.revision() ? count + count(connection, THEN, revision) : count;
  }

  private long revision(StoreState state) {
    long revision = from.revision() == 0 ? state.revision() : from.revision();
    if (revision < state.compacted() || revision > state.revision()) {
      throw new RevisionUnavailableException(revision, state.compacted(), state.revision());
    }
    return revision;
  }

  private long count(Connection connection, String source, long revision) throws SQLException {
    String sql = "SELECT count(*)" + source + filter();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      set(select, source, revision);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** One more than the limit, which tells whether the list goes on. */
  private Rows select(Connection connection, String columns, String source, long revision)
      throws SQLException {
    String sql = columns + source + filter() + ORDER;
    try (PreparedStatement select =
        connection.prepareStatement(limit == 0 ? sql : sql + " LIMIT ?")) {
      select.setFetchSize(FETCH);
      int at = set(select, source, revision);
      if (limit != 0) {
        select.setLong(at, limit + 1L);
      }
      return rows(select);
    }
  }

  private String filter() {
    ScopeFilter filter = new ScopeFilter(scope);
    return from.name().isEmpty() ? filter.sql() : filter.sqlAfter();
  }

  /** Sets the parameters; the number of the next one. */
  private int set(PreparedStatement select, String source, long revision) throws SQLException {
    int at = 1;
    select.setLong(at++, revision);
    if (source.equals(THEN)) {
      select.setLong(at++, revision);
    }
    ScopeFilter filter = new ScopeFilter(scope);
    return from.name().isEmpty() ? filter.set(select, at) : filter.setAfter(select, at, from);
  }

  private Rows rows(PreparedStatement select) throws SQLException {
    List<Stored> objects = new ArrayList<>();
    long sum = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        if (sum >= bytes) {
          return new Rows(objects, true);
        }
        Key key = new Key(scope.resource(), row.getString(1), row.getString(2));
        objects.add(new Stored(key, row.getLong(3), row.getString(4), row.getBytes(5)));
        sum += objects.getLast().value().length;
      }
    }
    return new Rows(objects, false);
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
