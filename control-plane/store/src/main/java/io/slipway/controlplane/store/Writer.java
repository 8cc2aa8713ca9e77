// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
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
    this.compaction = new Compaction(limits, state.revision(), System.nanoTime());
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
      writeAll(batch, true);
    } catch (RuntimeException | Error e) {
      log.error("the store's writer failed and connects anew", e);
      // Else their callers would wait for ever. Those that have their results keep them.
      fail(batch, ServingException.from(e));
      closeSession();
    }
  }

  private void writeAll(List<PendingWrite> batch, boolean firstTry) {
    List<Change> changes = new ArrayList<>(batch.size());
    StoreState prepared = null;
    StoreState after;
    try {
      WriteSession open = openSession();
      after = prepare(open, batch, changes);
      prepared = after;
      if (after.revision() > state.revision() || after.compacted() > state.compacted()) {
        open.commit(after);
      } else {
        open.rollback();
      }
    } catch (SQLException | ServingException e) {
      boolean reconnected = recover();
      // A connection may break after the commit and before the news of it. What failed earlier
      // has changed nothing, whatever its first writes were told to become.
      if (changes.isEmpty() || prepared == null || state.revision() != prepared.revision()) {
        if (reconnected && firstTry) {
          writeAll(batch, false);
        } else {
          writeAlone(batch, e);
        }
        return;
      }
      after = prepared;
      changes.clear();
    }
    state = after;
    feed.publish(changes);
    for (PendingWrite pending : batch) {
      pending.complete();
    }
    lookAfterDatabase();
  }

  private void lookAfterDatabase() {
    try {
      openSession().look(database);
    } catch (SQLException e) {
      log.warn("{}", database.failure("look after", e).getMessage());
      closeSession();
    }
  }

  /** One write that the database does not take must not fail the others. */
  private void writeAlone(List<PendingWrite> batch, Exception failure) {
    ServingException fatal = lost;
    if (batch.isEmpty()) {
      compaction.failed(System.nanoTime());
      log.warn("{}", database.failure("compact the change log of", failure).getMessage());
    } else if (fatal != null) {
      fail(batch, fatal);
    } else if (batch.size() == 1 || session == null) {
      fail(batch, database.failure("write " + batch.getFirst().write().key() + " to", failure));
    } else {
      // What is too much together with a step of compaction may do without.
      compaction.failed(System.nanoTime());
      for (PendingWrite write : batch) {
        writeAll(List.of(write));
      }
    }
  }

  private static void fail(List<PendingWrite> batch, ServingException failure) {
    for (PendingWrite pending : batch) {
      pending.fail(failure);
    }
  }

  /** Does all but the commit; returns what will be then. */
  private StoreState prepare(WriteSession open, List<PendingWrite> batch, List<Change> changes)
      throws SQLException {
    long logBytes = state.logBytes();
    for (PendingWrite pending : batch) {
      WriteResult result = pending.write().apply(open, state.revision() + changes.size() + 1);
      pending.decided(result);
      if (result instanceof WriteResult.Accepted accepted) {
        open.log(accepted.change());
        changes.add(accepted.change());
        logBytes += accepted.change().bytes();
      }
    }
    long newest = state.revision() + changes.size();
    long compacted = compaction.next(state, newest, logBytes, System.nanoTime());
    if (compacted > state.compacted()) {
      logBytes -= open.compact(compacted);
    }
    return new StoreState(newest, compacted, logBytes, state.epoch());
  }

  /**
   * @throws SQLException if there is no connection and none can be made
   */
  private WriteSession openSession() throws SQLException {
    WriteSession open = session;
    if (open == null) {
      open = new WriteSession(database.connectWriter());
      session = open;
      catchUp(open.state());
    }
    return open;
  }

  /**
   * After a failure: nothing of the transaction is left, and what the database has is known. True
   * if it is a new connection that knows it.
   */
  private boolean recover() {
    try {
      if (session != null) {
        session.rollback();
        catchUp(session.state());
        return false;
      }
    } catch (SQLException e) {
      log.warn("{}", database.failure("go on with the connection to", e).getMessage());
    }
    closeSession();
    try {
      openSession();
      return lost == null;
    } catch (SQLException | ServingException e) {
      closeSession();
      log.warn("{}", database.failure("connect to", e).getMessage());
      return false;
    }
  }

  private void catchUp(StoreState found) {
    if (found.epoch() != state.epoch()) {
      lost =
          new ServingException(
              ErrorCode.UNAVAILABLE,
              "another process has taken over " + database.name() + "; this one must be restarted");
    } else if (found.revision() > state.revision()) {
      // What was committed is ours, but its changes were not published: watches read them there.
      feed.jump(found.revision());
    }
    state = new StoreState(found.revision(), found.compacted(), found.logBytes(), state.epoch());
  }

  private void closeSession() {
    WriteSession open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.warn("{}", database.failure("close", e).getMessage());
      }
    }
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
