// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

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
 * The events that wait for one destination, and the threads that write them. Bounded in events and
 * bytes; whoever offers one never waits. Thread-safe.
 */
final class PayloadQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PayloadQueue.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** How often a thread looks whether it is to end. */
  private static final long POLL_MILLIS = 200;

  private final String destination;
  private final PayloadSink sink;
  private final PayloadMetrics metrics;
  private final long maxBytes;
  private final BlockingQueue<PayloadEvent> events;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closing;

  PayloadQueue(String destination, PayloadSink sink, LogOptions options, PayloadMetrics metrics) {
    this.destination = destination;
    this.sink = sink;
    this.metrics = metrics;
    this.maxBytes = options.bytes();
    this.events = new ArrayBlockingQueue<>(options.events());
  }

  void start() {
    for (int i = 0; i < sink.writers(); i++) {
      writers.add(Thread.ofVirtual().name("payload-log-" + i).start(this::writeAll));
    }
  }

  /**
   * Takes room for a payload of this size, before it is copied; false, and counted as dropped, if
   * there is none.
   */
  boolean reserve(int size) {
    if (bytes.addAndGet(size) <= maxBytes && events.remainingCapacity() > 0) {
      return true;
    }
    bytes.addAndGet(-size);
    metrics.dropped();
    return false;
  }

  /** Queues an event whose room was reserved. */
  void offer(PayloadEvent event) {
    if (closing || !events.offer(event)) {
      bytes.addAndGet(-event.data().length);
      metrics.dropped();
    }
  }

  private void writeAll() {
    try {
      boolean idle = true;
      while (true) {
        PayloadEvent event = idle ? events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS) : events.poll();
        if (event != null) {
          idle = false;
          write(event);
        } else if (!idle) {
          idle = true;
          becomeIdle();
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed, with events left
    }
  }

  private void becomeIdle() {
    try {
      sink.idle();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void write(PayloadEvent event) throws InterruptedException {
    try {
      sink.write(event);
      metrics.written();
      if (failing.compareAndSet(true, false)) {
        log.info("payload log {}: works again", destination);
      }
    } catch (IOException | RuntimeException e) {
      metrics.failed();
      failed(e);
    } finally {
      bytes.addAndGet(-event.data().length);
    }
  }

  private void failed(Exception failure) {
    if (failing.compareAndSet(false, true)) {
      log.warn("payload log {}: events are lost: {}", destination, failure.getMessage());
    } else {
      log.debug("payload log {}: an event is lost", destination, failure);
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
    loseTheRest();
  }

  private void loseTheRest() {
    int lost = 0;
    for (@Nullable PayloadEvent event = events.poll(); event != null; event = events.poll()) {
      metrics.dropped();
      lost++;
    }
    if (lost > 0) {
      log.warn("payload log {}: {} events are lost at the end", destination, lost);
    }
  }
}
