// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a model: takes requests from the queue and runs them, one run at a time. Its thread
 * begins when it is first woken.
 */
final class Instance implements Runnable {
  private final InstanceQueue queue;
  private final ModelRuns runs;
  private final RunCounts counts;
  private final Thread thread;

  /** What to run next; the queue's to change while the instance asks for it. */
  final List<Job> batch = new ArrayList<>();

  /** What has waited too long; as {@link #batch}. */
  final List<Job> late = new ArrayList<>();

  /** How long the last run took; -1 if it failed. */
  long ranNanos;

  /** Of the largest request of the last run. */
  long ranBytes;

  /** Whom to wake, for the queue. */
  @Nullable Instance next;

  /** Guarded by the queue's lock, as the next one. */
  boolean running;

  boolean waking;
  private volatile boolean woken;

  /** Whether the thread was started. */
  private boolean begun;

  Instance(InstanceQueue queue, ModelRuns runs, RunCounts counts, ThreadFactory threads) {
    this.queue = queue;
    this.runs = runs;
    this.counts = counts;
    this.thread = threads.newThread(this);
  }

  @Override
  public void run() {
    while (queue.take(this)) {
      for (int i = 0; i < late.size(); i++) {
        runs.late(late.get(i));
      }
      late.clear();
      ranNanos = -1;
      if (!batch.isEmpty()) {
        ranBytes = largestBytes();
        ranNanos = runs.run(batch, counts);
      }
    }
  }

  private long largestBytes() {
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes = Math.max(bytes, batch.get(i).bytes());
    }
    return bytes;
  }

  /** Lets the next {@link #park} end, or end at once; {@link #wake} is to follow. */
  void setWoken(boolean value) {
    woken = value;
  }

  /**
   * Starts the thread or ends its wait.
   *
   * @throws Error if the system has no thread
   */
  void wake() {
    if (begun) {
      LockSupport.unpark(thread);
    } else {
      begun = true;
      thread.start();
    }
  }

  /** Waits until it is woken, or for so long; {@link Long#MAX_VALUE} has no end. */
  void park(long nanos) {
    long begin = System.nanoTime();
    while (!woken) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
      // An engine's own code may have interrupted the thread; parking would not wait with that.
      Thread.interrupted();
    }
  }
}
