// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once; whatever happens, each request has one answer and gives up its tensors. */
class ModelExecutorRaceTest {
  private static final int THREADS = 6;
  private static final int REQUESTS = 3_000;
  private static final int MOST_AT_ONCE = 3;

  private final Requests requests = new Requests();
  private final CountedMemory allocator = new CountedMemory();
  private final FakeModel model = new FakeModel();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();

  /** With batches of that size. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4, 64})
  void submissionsAndCancellations(int batch) throws Exception {
    ModelExecutor executor = executor(batch, 50);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int seed = t;
      threads.add(Thread.ofPlatform().start(() -> submitAndCancel(executor, new Random(seed))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    executor.stop(Duration.ofSeconds(30));
    assertAllIsOver(THREADS * REQUESTS, executor);
  }

  private void submitAndCancel(ModelExecutor executor, Random random) {
    for (int i = 0; i < REQUESTS; i++) {
      Cancellable handle =
          executor.submit(Values.request(requests, new float[1 + random.nextInt(3)]), new Once());
      if (random.nextInt(3) == 0) {
        handle.cancel();
      }
      if (random.nextInt(100) == 0) {
        handle.cancel();
      }
    }
  }

  @Test
  void submissionsAndStops() throws Exception {
    int submitted = 0;
    for (int round = 0; round < 200; round++) {
      int batch = round % 3 * 4;
      submitted += stopWhileOthersSubmit(executor(batch, 50), round);
    }
    assertThat(faults).isEmpty();
    assertThat(answers.get()).isEqualTo(submitted);
    assertThat(requests.open()).isZero();
    assertThat(allocator.open()).isZero();
  }

  private int stopWhileOthersSubmit(ModelExecutor executor, int round) throws Exception {
    AtomicInteger submitted = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch some = new CountDownLatch(50 + round);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  executor.submit(Values.request(requests, 1), new Once());
                  submitted.incrementAndGet();
                  some.countDown();
                }
              }));
    }
    some.await();
    executor.stop(Duration.ofNanos(round % 2 == 0 ? 1 : 1_000_000_000));
    int before = model.runs();
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    if (model.runs() != before) {
      faults.add("a run after the stop");
    }
    return submitted.get();
  }

  private void assertAllIsOver(int submitted, ModelExecutor executor) {
    assertThat(faults).isEmpty();
    assertThat(answers.get()).isEqualTo(submitted);
    assertThat(requests.open()).isZero();
    assertThat(allocator.open()).isZero();
    assertThat(mostAtOnce.get()).isBetween(1, MOST_AT_ONCE);
    ModelStatistics statistics = executor.statistics();
    assertThat(statistics.runs().count() + statistics.failures()).isEqualTo(submitted);
  }

  /** Two workers, and up to {@link #MOST_AT_ONCE} callers that run requests themselves. */
  private ModelExecutor executor(int batch, int queueCapacity) {
    model.onRun(() -> {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      Thread.onSpinWait();
      atOnce.decrementAndGet();
    });
    Batching batching = new Batching(batch, List.of(), Duration.ofNanos(batch * 10_000L));
    return new ModelExecutor(
        new ModelId("m", "1"),
        model,
        new ExecutionConfig(2, 1, queueCapacity, Duration.ofSeconds(1))
            .withBatching(batching)
            .withInlineRuns(MOST_AT_ONCE),
        allocator,
        System::nanoTime);
  }

  /** Counts itself. */
  private final class Once implements InferenceCallback {
    private static final Set<ErrorCode> EXPECTED =
        EnumSet.of(ErrorCode.CANCELLED, ErrorCode.UNAVAILABLE);

    private final AtomicReference<String> state = new AtomicReference<>("waits");

    @Override
    public void succeeded(InferenceResponse response) {
      response.close();
      once("answered");
    }

    @Override
    public void failed(ServingException failure) {
      if (!EXPECTED.contains(failure.code())) {
        faults.add(failure.toString());
      }
      once("failed");
    }

    private void once(String how) {
      String before = state.getAndSet(how);
      if (!before.equals("waits")) {
        faults.add(before + ", then " + how);
      }
      answers.incrementAndGet();
    }
  }
}
