// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps, done for each key in the order in which they were asked for, one at a time; what takes
 * long for one key holds up no other. Thread-safe.
 */
final class Turns<K> {
  private final String thread;

  /** What does the last step of each key; guarded by this object's lock. */
  private final Map<K, Thread> last = new HashMap<>();

  /**
   * @param thread the name of the threads that do the steps
   */
  Turns(String thread) {
    this.thread = thread;
  }

  /** Does this after all that was asked for the key before, on another thread. */
  synchronized void then(K key, Runnable step) {
    last.values().removeIf(done -> !done.isAlive());
    Thread before = last.get(key);
    last.put(key, Thread.ofVirtual().name(thread).start(() -> doAfter(before, step)));
  }

  private static void doAfter(@Nullable Thread before, Runnable step) {
    if (before != null) {
      try {
        before.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted, though no other has this thread", e);
      }
    }
    step.run();
  }

  /** Returns when all is done that was asked for until now, or the caller is interrupted. */
  void await() {
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(last.values());
    }
    try {
      for (Thread each : all) {
        each.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
