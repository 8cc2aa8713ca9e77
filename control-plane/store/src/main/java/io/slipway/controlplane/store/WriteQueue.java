// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes that wait for the writer, up to a number and a sum of bytes. */
final class WriteQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  private final int maxWrites;
  private final long maxBytes;
  private long bytes;
  private boolean closed;

  WriteQueue(int maxWrites, long maxBytes) {
    this.maxWrites = maxWrites;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws ServingException RESOURCE_EXHAUSTED or UNAVAILABLE; nothing was queued
   */
  void add(PendingWrite write) {
    lock.lock();
    try {
      if (closed) {
        throw new ServingException(ErrorCode.UNAVAILABLE, "the store is closed");
      }
      // A write that is larger than the bound goes alone.
      boolean full =
          waiting.size() >= maxWrites
              || (!waiting.isEmpty() && bytes + write.write().bytes() > maxBytes);
      if (full) {
        throw new ServingException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "%s: %d writes of %d bytes wait for the disk (expected: at most %d of %d); try again"
                .formatted(write.write().key(), waiting.size(), bytes, maxWrites, maxBytes));
      }
      waiting.add(write);
      bytes += write.write().bytes();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next writes, at most so many; none if none came in time, or if the queue is closed. */
  List<PendingWrite> take(int max, long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (waiting.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      List<PendingWrite> taken = new ArrayList<>(Math.min(max, waiting.size()));
      while (taken.size() < max && !waiting.isEmpty()) {
        PendingWrite write = waiting.remove();
        bytes -= write.write().bytes();
        taken.add(write);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** No more writes; those that wait are still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean drained() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
