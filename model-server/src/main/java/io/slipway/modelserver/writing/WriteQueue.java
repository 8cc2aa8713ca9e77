// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries that wait for one destination, and the threads that write them. Bounded in entries
 * and bytes; whoever offers one never waits. Thread-safe.
 */
public final class WriteQueue<E extends WriteQueue.Entry> implements AutoCloseable {
  /** Something to write. */
  public interface Entry {
    /** The bytes that were reserved for it. */
    long size();
  }

  private static final Logger log = LoggerFactory.getLogger(WriteQueue.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** How often a thread looks whether it is to end. */
  private static final long POLL_MILLIS = 200;

  private final String name;
  private final Sink<E> sink;
  private final WriteCounts counts;
  private final long maxBytes;
  private final BlockingQueue<E> entries;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closing;

  /** Nobody writes any more: what is in the queue is lost. */
  private volatile boolean ended;

  /**
   * @param name as log lines call it, with its destination
   * @param maxEntries how many may wait
   * @param maxBytes how many bytes may be reserved
   */
  public WriteQueue(String name, Sink<E> sink, int maxEntries, long maxBytes, WriteCounts counts) {
    this(name, sink, new ArrayBlockingQueue<>(maxEntries), maxBytes, counts);
  }

  /** As above, with a queue of one's own. */
  WriteQueue(
      String name, Sink<E> sink, BlockingQueue<E> entries, long maxBytes, WriteCounts counts) {
    this.name = name;
    this.sink = sink;
    this.counts = counts;
    this.maxBytes = maxBytes;
    this.entries = entries;
  }

  /** Starts the threads. */
  public void start() {
    for (int i = 0; i < sink.writers(); i++) {
      writers.add(Thread.ofVirtual().name("write-" + i).start(this::writeAll));
    }
  }

  /**
   * Takes room for this many bytes, before they are copied; false, and counted as dropped, if there
   * is none.
   */
  public boolean reserve(long size) {
    if (bytes.addAndGet(size) <= maxBytes && entries.remainingCapacity() > 0) {
      return true;
    }
    bytes.addAndGet(-size);
    counts.dropped();
    return false;
  }

  /** Gives back room that was reserved for an entry that is not offered. */
  public void giveBack(long size) {
    bytes.addAndGet(-size);
  }

  /** Queues an entry whose room was reserved. */
  public void offer(E entry) {
    if (closing || !entries.offer(entry)) {
      drop(entry);
    } else if (ended) {
      loseTheRest(); // it came after the last look
    }
  }

  private void drop(E entry) {
    bytes.addAndGet(-entry.size());
    counts.dropped();
  }

  private void writeAll() {
    try {
      boolean idle = true;
      while (true) {
        E entry = idle ? entries.poll(POLL_MILLIS, TimeUnit.MILLISECONDS) : entries.poll();
        if (entry != null) {
          idle = false;
          write(entry);
        } else if (!idle) {
          idle = true;
          becomeIdle();
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed, with entries left
    }
  }

  private void becomeIdle() {
    try {
      sink.idle();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void write(E entry) throws InterruptedException {
    try {
      sink.write(entry);
      counts.written();
      if (failing.compareAndSet(true, false)) {
        log.info("{}: works again", name);
      }
    } catch (IOException | RuntimeException e) {
      counts.failed();
      failed(e);
    } catch (InterruptedException e) {
      counts.failed();
      throw e;
    } finally {
      bytes.addAndGet(-entry.size());
    }
  }

  private void failed(Exception failure) {
    if (failing.compareAndSet(false, true)) {
      log.warn("{}: entries are lost: {}", name, failure.getMessage());
    } else {
      log.debug("{}: an entry is lost", name, failure);
    }
  }

  /** Lets what waits be written, for some seconds. */
  @Override
  public void close() {
    closing = true;
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    try {
      for (Thread writer : writers) {
        writer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        writer.interrupt();
        writer.join();
      }
      sink.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failed(e);
    }
    ended = true;
    loseTheRest();
  }

  private void loseTheRest() {
    int lost = 0;
    for (@Nullable E entry = entries.poll(); entry != null; entry = entries.poll()) {
      drop(entry);
      lost++;
    }
    if (lost > 0) {
      log.warn("{}: {} entries are lost at the end", name, lost);
    }
  }
}
