// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work for keys on a few threads, each key by one at a time. What fails is tried again, later
 * after each failure in a row; a new change of the key does not wait for that. Thread-safe.
 */
public final class WorkQueue<K> {
  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

  /** The work of one key. */
  public interface Work<K> {
    /**
     * Blocks while it works.
     *
     * @return when to look at the key again although nothing changes; null for never
     * @throws Exception to be tried again
     */
    @Nullable Duration on(K key) throws Exception;
  }

  private final String name;
  private final Work<K> work;
  private final Schedule<K> schedule;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private boolean stopped;

  public WorkQueue(String name, Backoff backoff, Work<K> work) {
    this.name = name;
    this.work = work;
    this.schedule = new Schedule<>(backoff);
  }

  /** Begins to work; called once. */
  public void start(int workers) {
    lock.lock();
    try {
      for (int i = 0; i < workers; i++) {
        threads.add(Thread.ofVirtual().name(name).start(this::run));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has the key looked at, soon. */
  public void add(K key) {
    addAt(key, System.nanoTime());
  }

  /** Begins nothing new, interrupts what is in work, and waits for its end. */
  public void stop() throws InterruptedException {
    List<Thread> working;
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
      working = List.copyOf(threads);
    } finally {
      lock.unlock();
    }
    for (Thread thread : working) {
      thread.interrupt();
    }
    for (Thread thread : working) {
      thread.join();
    }
  }

  private void addAt(K key, long at) {
    lock.lock();
    try {
      schedule.add(key, at);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (K key = take(); key != null; key = take()) {
        workOn(key);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable K take() throws InterruptedException {
    lock.lock();
    try {
      while (!stopped) {
        long now = System.nanoTime();
        K key = schedule.take(now);
        if (key != null) {
          return key;
        }
        long wait = schedule.nanosUntilNext(now);
        if (wait == Long.MAX_VALUE) {
          changed.await();
        } else {
          long _ = changed.awaitNanos(wait);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void workOn(K key) throws InterruptedException {
    try {
      Duration again = work.on(key);
      ended(key, again, false);
    } catch (InterruptedException e) {
      ended(key, null, true);
      throw e;
    } catch (Exception e) {
      if (isStopped()) { // which has interrupted it
        log.debug("{}: {} has been left", name, key, e);
      } else {
        log.warn("{}: {} failed and is tried again: {}", name, key, e.toString());
        log.debug("{}: {}", name, key, e);
      }
      ended(key, null, true);
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private void ended(K key, @Nullable Duration again, boolean failed) {
    lock.lock();
    try {
      long now = System.nanoTime();
      if (failed) {
        schedule.failed(key, now);
      } else {
        schedule.succeeded(key);
      }
      if (again != null) {
        schedule.add(key, now + again.toNanos());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
