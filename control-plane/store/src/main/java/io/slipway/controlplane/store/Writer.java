// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.store.WriteSession.Current;
import io.slipway.controlplane.store.WriteSession.OwnershipLostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. All writes that wait share a transaction, and so one wait for the
 * disk; each has its own result and revision. Watches are told after the transaction is on disk,
 * callers after the watches.
 */
final class Writer {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  private final Database database;
  private final WriteQueue queue;
  private final ChangeFeed feed;
  private final StoreLimits limits;
  private final Compaction compaction;
  private final Thread thread;

  // Of the writer's thread.
  private @Nullable WriteSession session;
  private StoreState state;
  private volatile @Nullable ServingException lost;

  Writer(
      Database database,
      WriteSession session,
      StoreState state,
      ChangeFeed feed,
      StoreLimits limits) {
    this.database = database;
    this.session = session;
    this.state = state;
    this.feed = feed;
    this.limits = limits;
    this.queue = new WriteQueue(limits.queuedWrites(), limits.queuedBytes());
    this.compaction =
        new Compaction(
            limits.logChanges(), limits.logAge().toNanos(), state.revision(), System.nanoTime());
    this.thread = Thread.ofPlatform().name("store-writer").daemon(true).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Waits for the write's turn and for the disk. */
  WriteResult write(Write write) {
    if (write.bytes() > limits.valueBytes()) {
      throw new ServingException(
          ErrorCode.TOO_LARGE,
          "%s has %d bytes (expected: at most %d)"
              .formatted(write.key(), write.bytes(), limits.valueBytes()));
    }
    ServingException failure = lost;
    if (failure != null) {
      throw failure;
    }
    PendingWrite pending = new PendingWrite(write);
    queue.add(pending);
    return pending.await();
  }

  private void run() {
    while (!queue.drained()) {
      try {
        long wait = compaction.nanosUntilDue(state.compacted(), System.nanoTime());
        writeAll(queue.take(limits.batchWrites(), wait));
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; the queue ends it.
        log.warn("the store's writer was interrupted and goes on");
      }
    }
    closeSession();
  }

  private void writeAll(List<PendingWrite> batch) {
    try {
      writeTogether(batch);
    } catch (OwnershipLostException e) {
      ServingException failure = database.failure("write to", e);
      lost = failure;
      fail(batch, failure);
    } catch (SQLException | RuntimeException e) {
      retry(batch, e);
    }
  }

  /** One write that the database does not take must not fail the others. */
  private void retry(List<PendingWrite> batch, Exception failure) {
    rollback();
    if (batch.size() > 1) {
      for (PendingWrite write : batch) {
        writeAll(List.of(write));
      }
    } else if (batch.isEmpty()) {
      log.warn("the change log is not compacted: {}", failure.toString());
    } else {
      fail(batch, database.failure("write " + batch.getFirst().write().key() + " to", failure));
    }
  }

  private void writeTogether(List<PendingWrite> batch) throws SQLException {
    WriteSession open = openSession();
    long now = System.nanoTime();
    List<Change> changes = new ArrayList<>(batch.size());
    for (PendingWrite pending : batch) {
      WriteResult result = apply(open, pending.write(), state.revision() + changes.size() + 1);
      pending.decided(result);
      if (result instanceof WriteResult.Accepted accepted) {
        changes.add(accepted.change());
      }
    }
    long newest = state.revision() + changes.size();
    long compacted = compaction.next(state.compacted(), newest, now);
    if (compacted > state.compacted()) {
      open.compact(compacted);
    }
    if (!changes.isEmpty() || compacted > state.compacted()) {
      open.commit(newest, compacted, state.epoch());
    } else {
      open.rollback();
    }
    state = new StoreState(newest, compacted, state.epoch());
    feed.publish(changes);
    for (PendingWrite pending : batch) {
      pending.complete();
    }
  }

  private static WriteResult apply(WriteSession session, Write write, long revision)
      throws SQLException {
    Current current = session.current(write.key());
    return switch (write) {
      case Write.Create create -> {
        if (current != null) {
          yield new WriteResult.Exists(current.stored());
        }
        Stored object = stored(create.key(), revision, create.document());
        session.insert(object, create.document().owners());
        yield new WriteResult.Accepted(new Change.Added(object));
      }
      case Write.Update update -> {
        if (current == null) {
          yield new WriteResult.Missing();
        }
        Document document = update.document();
        if (!update.expected().matches(current.stored())
            || !document.uid().equals(current.stored().uid())) {
          yield new WriteResult.Stale(current.stored());
        }
        Stored object = stored(update.key(), revision, document);
        session.update(object, document.owners(), current);
        yield new WriteResult.Accepted(new Change.Modified(object, current.stored()));
      }
      case Write.Delete delete -> {
        if (current == null) {
          yield new WriteResult.Missing();
        }
        if (!delete.expected().matches(current.stored())) {
          yield new WriteResult.Stale(current.stored());
        }
        session.delete(revision, current);
        yield new WriteResult.Accepted(new Change.Deleted(revision, current.stored()));
      }
    };
  }

  private static Stored stored(Key key, long revision, Document document) {
    return new Stored(key, revision, document.uid(), document.value());
  }

  private static void fail(List<PendingWrite> batch, ServingException failure) {
    for (PendingWrite pending : batch) {
      pending.fail(failure);
    }
  }

  private WriteSession openSession() throws SQLException {
    WriteSession open = session;
    if (open == null) {
      throw new SQLException("the connection is closed");
    }
    return open;
  }

  private void rollback() {
    try {
      openSession().rollback();
    } catch (SQLException e) {
      log.warn("{}", database.failure("roll back in", e).getMessage());
    }
  }

  private void closeSession() {
    try {
      openSession().close();
    } catch (SQLException e) {
      log.warn("{}", database.failure("close", e).getMessage());
    }
    session = null;
  }

  /** Ends the writer after what waits is written. */
  void close() {
    queue.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
