// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.spdy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream that the client has opened. Each of its two directions is for one thread at a time,
 * which may wait. Who is done with it closes it.
 */
public final class SpdyStream implements AutoCloseable {
  /** When more than this waits to be received, the whole session waits. */
  private static final int MAX_WAITING_BYTES = 64 << 10;

  private static final int MAX_FRAME_BYTES = 32 << 10;

  private final SpdySession session;
  private final int id;
  private final Map<String, String> headers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private int waitingBytes;
  private boolean theirEnd;
  private boolean ourEnd;
  private boolean over;

  SpdyStream(SpdySession session, int id, Map<String, String> headers) {
    this.session = session;
    this.id = id;
    this.headers = Map.copyOf(headers);
  }

  int id() {
    return id;
  }

  /**
   * @param name in lower case
   * @return empty if there is none
   */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The next bytes, which are the caller's; null behind the last. */
  public byte @Nullable [] receive() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !theirEnd && !over) {
        changed.await();
      }
      byte[] next = over ? null : waiting.poll();
      if (next != null) {
        waitingBytes -= next.length;
        changed.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends bytes, which are copied.
   *
   * @return false if nobody will get them
   */
  public boolean send(byte[] bytes, int from, int length) throws InterruptedException {
    for (int sent = 0; sent < length; sent += MAX_FRAME_BYTES) {
      int part = Math.min(MAX_FRAME_BYTES, length - sent);
      if (isOver() || !session.data(this, bytes, from + sent, part, false)) {
        return false;
      }
    }
    return true;
  }

  /** Nothing is sent any more. */
  public void finish() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (ourEnd || over) {
        return;
      }
      ourEnd = true;
    } finally {
      lock.unlock();
    }
    session.data(this, new byte[0], 0, 0, true);
    forgetIfEnded();
  }

  /** Ends it; what it has not received is thrown away, and if it is not finished it is cut off. */
  @Override
  public void close() {
    boolean cut;
    lock.lock();
    try {
      cut = !over && !ourEnd;
      end();
    } finally {
      lock.unlock();
    }
    if (cut) {
      session.reset(id);
    }
  }

  private void end() {
    over = true;
    waiting.clear();
    waitingBytes = 0;
    changed.signalAll();
  }

  private boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** Takes bytes of the client over; waits while many wait already. */
  void received(byte[] bytes, boolean last) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!over && waitingBytes > MAX_WAITING_BYTES) {
        changed.await();
      }
      if (!over && !theirEnd && bytes.length > 0) {
        waiting.add(bytes);
        waitingBytes += bytes.length;
      }
      theirEnd |= last;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    forgetIfEnded();
  }

  private void forgetIfEnded() {
    lock.lock();
    try {
      if (!theirEnd || !ourEnd) {
        return;
      }
    } finally {
      lock.unlock();
    }
    session.forget(id);
  }

  /** Runs {@code action} once the client has cut it off, or is gone; at once if it has. */
  public void onGone(Runnable action) {
    gone.thenRun(action);
  }

  void gone() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
    gone.complete(null);
  }
}
