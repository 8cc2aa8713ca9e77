// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.ModelExecutor;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers that come and go at random, over a cache that holds a few answers only. */
class CachingSchedulerRaceTest {
  private static final int THREADS = 4;
  private static final int CALLS = 5_000;
  private static final int DIFFERENT = 8;
  private static final int UNDER_WAY = 64;

  private final Requests requests = new Requests();
  private final CountedMemory memory = new CountedMemory();
  private final ResponseCache cache = new ResponseCache(3_000, memory);
  private final FakeModel model = new FakeModel();
  private final CachingScheduler scheduler =
      new CachingScheduler(
          new ModelId("m", "1"),
          new ModelExecutor(
              new ModelId("m", "1"), model, ExecutionConfig.forCores(2), memory, System::nanoTime),
          cache,
          UNDER_WAY,
          System::nanoTime,
          () -> 0);
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final Semaphore places = new Semaphore(UNDER_WAY);

  /** Sees to it that the answer is that of its request. */
  private final class Caller implements InferenceCallback {
    private final int rows;

    Caller(int rows) {
      this.rows = rows;
    }

    @Override
    public void succeeded(InferenceResponse response) {
      try (response) {
        assertThat(response.outputs().getFirst().tensor().shape().dim(0)).isEqualTo(rows);
        answered.incrementAndGet();
        places.release();
      }
    }

    @Override
    public void failed(ServingException failure) {
      if (failure.code() == ErrorCode.CANCELLED) {
        cancelled.incrementAndGet();
      }
      places.release();
    }
  }

  @Test
  void everyCallHasOneAnswerAndNothingIsLeftOver() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(i);
      threads.add(Thread.ofPlatform().start(() -> callOften(random)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    scheduler.stop(Duration.ofSeconds(30));

    assertThat(answered.get() + cancelled.get()).isEqualTo(THREADS * CALLS);
    assertThat(answered.get()).isGreaterThan(model.runs());
    assertThat(cache.snapshot().evictions()).isPositive();
    assertThat(requests.open()).isZero();
    assertThat(memory.open()).isZero();
  }

  private void callOften(Random random) {
    for (int i = 0; i < CALLS; i++) {
      places.acquireUninterruptibly();
      int rows = 1 + random.nextInt(DIFFERENT);
      InferenceRequest request =
          requests.with(
              Deadline.NONE,
              requests.tensor("a", DataType.FP32, rows, 2),
              requests.tensor("b", DataType.INT64, rows));
      Cancellable work = Objects.requireNonNull(scheduler.trySubmit(request, new Caller(rows)));
      if (random.nextInt(4) == 0) {
        work.cancel();
      }
    }
  }
}
