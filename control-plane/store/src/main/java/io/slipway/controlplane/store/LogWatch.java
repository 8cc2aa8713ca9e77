// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A place in the change log: reads the changes in memory, or older ones from the database. */
final class LogWatch implements Watch {
  private static final int MAX_CHANGES = 500;

  private final Scope scope;
  private final ChangeFeed feed;
  private final Reads reads;
  private long revision;
  private volatile boolean woken;
  private volatile boolean closed;
  private volatile @Nullable Thread waiter;

  LogWatch(Scope scope, long after, ChangeFeed feed, Reads reads) {
    this.scope = scope;
    this.feed = feed;
    this.reads = reads;
    this.revision = after;
  }

  Scope scope() {
    return scope;
  }

  /**
   * @throws RevisionUnavailableException if the log no longer has what comes after the place
   */
  void checkPlace() {
    if (!feed.after(revision, scope, 0).complete()) {
      reads.changes(scope, revision, 1);
    }
  }

  @Override
  public List<Change> next(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    waiter = Thread.currentThread();
    try {
      while (true) {
        // Before the look: what is published after it sets this again.
        woken = false;
        List<Change> changes = look();
        if (!changes.isEmpty() || !awaitNews(end)) {
          return changes;
        }
      }
    } finally {
      waiter = null;
    }
  }

  private List<Change> look() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (closed) {
      throw new ServingException(ErrorCode.UNAVAILABLE, "the watch is closed");
    }
    ChangeFeed.Slice slice = feed.after(revision, scope, MAX_CHANGES);
    while (!slice.complete()) {
      slice = reads.changes(scope, slice.revision(), MAX_CHANGES);
      if (slice.changes().isEmpty()) {
        slice = feed.after(slice.revision(), scope, MAX_CHANGES);
      }
    }
    revision = slice.revision();
    return slice.changes();
  }

  /** False if the time is over. */
  private boolean awaitNews(long end) throws InterruptedException {
    while (!woken) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  /** A change of this key can be read. */
  void wake(Key key) {
    if (!woken && scope.contains(key)) {
      wake();
    }
  }

  /** There may be something to read. */
  void wake() {
    woken = true;
    LockSupport.unpark(waiter);
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public void close() {
    closed = true;
    feed.remove(this);
    wake();
  }
}
