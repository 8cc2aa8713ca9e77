// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.controlplane.store.WriteSession.Current;
import java.sql.SQLException;

/**
 * A write as it was asked for. A method of each kind decides what becomes of it, rather than a
 * switch over the kinds: what a pattern switch makes at its first run costs a start 20 ms.
 */
sealed interface Write {
  Key key();

  /** What it holds while it waits. */
  int bytes();

  /** Does it if it can be done, as part of the session's transaction. */
  WriteResult apply(WriteSession session, long revision) throws SQLException;

  record Create(Key key, Document document) implements Write {
    @Override
    public int bytes() {
      return document.value().length;
    }

    @Override
    public WriteResult apply(WriteSession session, long revision) throws SQLException {
      Current current = session.current(key);
      if (current != null) {
        return new WriteResult.Exists(current.stored());
      }
      Stored object = stored(key, revision, document);
      session.insert(object, document.owners());
      return new WriteResult.Accepted(new Change.Added(object));
    }
  }

  record Update(Key key, Expected expected, Document document) implements Write {
    @Override
    public int bytes() {
      return document.value().length;
    }

    @Override
    public WriteResult apply(WriteSession session, long revision) throws SQLException {
      Current current = session.current(key);
      if (current == null) {
        return new WriteResult.Missing();
      }
      Stored before = current.stored();
      if (!expected.matches(before) || !document.uid().equals(before.uid())) {
        return new WriteResult.Stale(before);
      }
      Stored object = stored(key, revision, document);
      session.update(object, document.owners(), current);
      return new WriteResult.Accepted(new Change.Modified(object, before));
    }
  }

  record Delete(Key key, Expected expected) implements Write {
    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public WriteResult apply(WriteSession session, long revision) throws SQLException {
      Current current = session.current(key);
      if (current == null) {
        return new WriteResult.Missing();
      }
      if (!expected.matches(current.stored())) {
        return new WriteResult.Stale(current.stored());
      }
      session.delete(current);
      return new WriteResult.Accepted(new Change.Deleted(revision, current.stored()));
    }
  }

  private static Stored stored(Key key, long revision, Document document) {
    return new Stored(key, revision, document.uid(), document.value());
  }
}
