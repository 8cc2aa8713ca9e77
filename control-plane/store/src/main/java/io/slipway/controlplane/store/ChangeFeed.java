// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The newest changes, in memory, and the watches that wait for more. */
final class ChangeFeed {
  private final @Nullable Change[] ring;
  private final long maxBytes;

  /**
   * After so many changes all watches look, also those that none of them was for: else one of a
   * quiet resource would fall behind the log by the changes of busy ones.
   */
  private final int stride;

  private final ConcurrentHashMap<String, CopyOnWriteArrayList<LogWatch>> watches =
      new ConcurrentHashMap<>();

  private volatile boolean closed;

  // Guarded by this. Revisions have no gaps while a process runs, so they are indexes too.
  private long newest;

  /** What came before this is not known here. */
  private long known;

  /** The newest change of each resource since then, however much the memory has dropped. */
  private final Map<String, Long> newestOf = new HashMap<>();

  private long count;
  private long bytes;

  ChangeFeed(long newest, int maxChanges, long maxBytes) {
    this.newest = newest;
    this.known = newest;
    this.ring = new @Nullable Change[maxChanges];
    this.maxBytes = maxBytes;
    this.stride = Math.max(1, maxChanges / 4);
  }

  /**
   * Adds what is on disk now, and wakes the watches it is for.
   *
   * @param changes follow the newest one without gap
   */
  void publish(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    boolean all;
    synchronized (this) {
      long before = newest / stride;
      for (Change change : changes) {
        append(change);
      }
      all = newest / stride != before;
      notifyAll();
    }
    if (all) {
      wakeAll();
      return;
    }
    for (Change change : changes) {
      wake(change.key());
    }
  }

  /** The newest revision is this, and what came before it is only in the database. */
  void jump(long revision) {
    synchronized (this) {
      Arrays.fill(ring, null);
      newest = revision;
      known = revision;
      newestOf.clear();
      count = 0;
      bytes = 0;
      notifyAll();
    }
    wakeAll();
  }

  private void wakeAll() {
    for (List<LogWatch> list : watches.values()) {
      for (LogWatch watch : list) {
        watch.wake();
      }
    }
  }

  private void append(Change change) {
    if (change.revision() != newest + 1) {
      throw new IllegalStateException("change " + change.revision() + " after " + newest);
    }
    if (count == ring.length) {
      dropOldest();
    }
    ring[slot(change.revision())] = change;
    newestOf.put(change.key().resource(), change.revision());
    newest++;
    count++;
    bytes += change.bytes();
    while (bytes > maxBytes && count > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    long oldest = newest - count + 1;
    bytes -= at(oldest).bytes();
    ring[slot(oldest)] = null;
    count--;
  }

  private Change at(long revision) {
    return Objects.requireNonNull(ring[slot(revision)]);
  }

  private int slot(long revision) {
    return (int) (revision % ring.length);
  }

  private void wake(Key key) {
    List<LogWatch> interested = watches.get(key.resource());
    if (interested != null) {
      for (LogWatch watch : interested) {
        watch.wake(key);
      }
    }
  }

  /**
   * The changes of a scope after a revision.
   *
   * @param changes in order; at most {@code max}
   * @param revision up to which they are all
   * @param complete false if the memory does not go back that far; then there are none
   */
  record Slice(List<Change> changes, long revision, boolean complete) {}

  synchronized Slice after(long revision, Scope scope, int max) {
    if (revision < newest - count) {
      boolean quiet =
          revision >= known && newestOf.getOrDefault(scope.resource(), known) <= revision;
      return new Slice(List.of(), quiet ? newest : revision, quiet);
    }
    List<Change> found = new ArrayList<>();
    long at = revision;
    while (at < newest && found.size() < max) {
      at++;
      Change change = at(at);
      if (scope.contains(change.key())) {
        found.add(change);
      }
    }
    return new Slice(found, at, true);
  }

  synchronized long newest() {
    return newest;
  }

  /** True when the store has reached a revision; false if it did not in time. */
  synchronized boolean reaches(long revision, long timeoutNanos) throws InterruptedException {
    long end = System.nanoTime() + timeoutNanos;
    while (newest < revision) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  void add(LogWatch watch) {
    watches.compute(
        watch.scope().resource(),
        (_, list) -> {
          CopyOnWriteArrayList<LogWatch> known = list == null ? new CopyOnWriteArrayList<>() : list;
          known.add(watch);
          return known;
        });
    if (closed) {
      watch.close();
    }
  }

  void remove(LogWatch watch) {
    watches.computeIfPresent(
        watch.scope().resource(),
        (_, list) -> {
          list.remove(watch);
          return list.isEmpty() ? null : list;
        });
  }

  /** Ends all watches, and those that come later. */
  void close() {
    closed = true;
    for (List<LogWatch> list : watches.values()) {
      for (LogWatch watch : list) {
        watch.close();
      }
    }
  }
}
