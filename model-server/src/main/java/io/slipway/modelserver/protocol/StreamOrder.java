// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Begins the requests of one stream in their order, also when some of them are read off the event
 * loop: those of a sequence build on each other. Requests are added by one thread.
 */
final class StreamOrder {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Those that wait and the one that begins. */
  private final AtomicInteger unfinished = new AtomicInteger();

  /** True if all that were added have begun. */
  boolean isIdle() {
    return unfinished.get() == 0;
  }

  /** Begins a request after those before it, on {@code executor}. */
  void add(Runnable begin, Executor executor) {
    waiting.add(begin);
    if (unfinished.getAndIncrement() == 0) {
      executor.execute(this::run);
    }
  }

  private void run() {
    do {
      Runnable next = waiting.poll();
      if (next != null) {
        next.run();
      }
    } while (unfinished.decrementAndGet() > 0);
  }
}
