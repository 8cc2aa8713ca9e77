// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));

  @Test
  void triesAgainWhatFailed() throws Exception {
    CountDownLatch done = new CountDownLatch(3);
    AtomicInteger runs = new AtomicInteger();
    WorkQueue<String> queue =
        new WorkQueue<>(
            "test",
            BACKOFF,
            _ -> {
              done.countDown();
              if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
              return null;
            });
    queue.start(2);
    queue.add("a");

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    queue.stop();
    assertThat(runs).hasValue(3);
  }

  @Test
  void looksAgainWhenAskedTo() throws Exception {
    CountDownLatch done = new CountDownLatch(2);
    WorkQueue<String> queue =
        new WorkQueue<>(
            "test",
            BACKOFF,
            _ -> {
              done.countDown();
              return done.getCount() == 0 ? null : Duration.ofMillis(1);
            });
    queue.start(1);
    queue.add("a");

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    queue.stop();
  }

  @Test
  void stopsWhatIsInWork() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    List<String> ends = new CopyOnWriteArrayList<>();
    WorkQueue<String> queue =
        new WorkQueue<>(
            "test",
            BACKOFF,
            key -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                ends.add(key);
                throw e;
              }
              return null;
            });
    queue.start(1);
    queue.add("a");
    queue.add("b");

    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    queue.stop();
    assertThat(ends).hasSize(1);
  }
}
