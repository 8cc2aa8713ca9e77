// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bytes on their way from one thread to another: who puts waits while many are. Thread-safe. */
final class ByteQueue {
  private static final int MAX_BYTES = 256 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> parts = new ArrayDeque<>();
  private int bytes;
  private boolean closed;

  /** Takes bytes over; throws them away once it is closed. */
  void put(byte[] part) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes > MAX_BYTES && !closed) {
        changed.await();
      }
      if (!closed) {
        parts.add(part);
        bytes += part.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes, or null once it is closed and empty. */
  byte @Nullable [] take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (parts.isEmpty() && !closed) {
        changed.await();
      }
      byte[] part = parts.poll();
      if (part != null) {
        bytes -= part.length;
        changed.signalAll();
      }
      return part;
    } finally {
      lock.unlock();
    }
  }

  /** No more is taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
