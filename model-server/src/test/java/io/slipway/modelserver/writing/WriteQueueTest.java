// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.metrics.ServerMetrics;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

/** What becomes of each entry is counted, whenever it comes. */
class WriteQueueTest {
  private final ServerMetrics metrics = new ServerMetrics();
  private final WriteCounts counts = new WriteCounts(metrics, "test.entries", "Entries.");

  private record Small() implements WriteQueue.Entry {
    @Override
    public long size() {
      return 1;
    }
  }

  /** Writes what it gets, or is interrupted in it. */
  private record TestSink(boolean interrupted) implements Sink<Small> {
    @Override
    public int writers() {
      return 1;
    }

    @Override
    public void write(Small entry) throws InterruptedException {
      if (interrupted) {
        throw new InterruptedException("the queue ends");
      }
    }

    @Override
    public void idle() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  /** Closed by another at the worst moment: an entry is just on its way in. */
  private static final class ClosedMeanwhile extends ArrayBlockingQueue<Small> {
    private static final long serialVersionUID = 1;
    private transient Runnable close = () -> {};

    ClosedMeanwhile() {
      super(9);
    }

    @Override
    public boolean offer(Small entry) {
      close.run();
      return super.offer(entry);
    }
  }

  private void assertCounts(int written, int dropped, int failed) {
    assertThat(metrics.scrape())
        .contains("test_entries_total{result=\"written\"} " + written + ".0")
        .contains("test_entries_total{result=\"dropped\"} " + dropped + ".0")
        .contains("test_entries_total{result=\"failed\"} " + failed + ".0");
  }

  private static void put(WriteQueue<Small> queue) {
    assertThat(queue.reserve(1)).isTrue();
    queue.offer(new Small());
  }

  @Test
  void whatIsOfferedBeforeTheEndIsWritten() {
    WriteQueue<Small> queue = new WriteQueue<>("test", new TestSink(false), 9, 9, counts);
    queue.start();
    put(queue);
    queue.close();
    assertCounts(1, 0, 0);
  }

  @Test
  void whatIsOfferedAfterTheEndIsDropped() {
    WriteQueue<Small> queue = new WriteQueue<>("test", new TestSink(false), 9, 9, counts);
    queue.start();
    queue.close();
    put(queue);
    assertCounts(0, 1, 0);
  }

  @Test
  void whatIsOfferedWhileItEndsIsDropped() {
    ClosedMeanwhile entries = new ClosedMeanwhile();
    WriteQueue<Small> queue = new WriteQueue<>("test", new TestSink(false), entries, 1, counts);
    entries.close = queue::close;
    queue.start();
    put(queue);
    assertCounts(0, 1, 0);
    assertThat(queue.reserve(1)).as("room that was reserved is given back").isTrue();
  }

  @Test
  void whatIsNotWrittenInTimeHasFailed() {
    WriteQueue<Small> queue = new WriteQueue<>("test", new TestSink(true), 9, 9, counts);
    put(queue);
    queue.start();
    queue.close();
    assertCounts(0, 0, 1);
  }
}
