// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.RunCounts.Batch;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedRunsTest {
  private static final float BAD = -1;

  private final Requests requests = new Requests();
  private final CountedMemory allocator = new CountedMemory();
  private final FakeModel model = new FakeModel();
  private final Semaphore mayRun = new Semaphore(0);
  private final CountDownLatch running = new CountDownLatch(1);

  /** What the runs were given. */
  private final List<List<Float>> ran = new CopyOnWriteArrayList<>();

  private final List<ModelExecutor> executors = new ArrayList<>();

  @AfterEach
  void releasesEverything() throws InterruptedException {
    mayRun.release(1_000);
    for (ModelExecutor executor : executors) {
      executor.stop(Duration.ofSeconds(10));
    }
    assertThat(requests.open()).isZero();
    assertThat(allocator.open()).isZero();
  }

  @Test
  void runsTogetherWhatGatheredDuringARunAndGivesEachItsOwn() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ZERO));
    Values one = submit(executor, 1);
    Values two = submit(executor, 2, 3);
    Values three = submit(executor, 4);
    mayRun.release(2);

    assertThat(one.get()).containsExactly(1f);
    assertThat(two.get()).containsExactly(2f, 3f);
    assertThat(three.get()).containsExactly(4f);
    assertThat(ran).containsExactly(List.of(0f), List.of(1f, 2f, 3f, 4f));
  }

  @Test
  void countsRunsAndRequestsAndTheirItems() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ZERO));
    List<Values> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(submit(executor, i, i));
    }
    mayRun.release(2);
    for (Values answer : answers) {
      answer.get();
    }
    executor.stop(Duration.ofSeconds(10));
    RunCounts runs = executor.statistics().runs();
    assertThat(runs.count()).isEqualTo(4);
    assertThat(runs.executions()).isEqualTo(2);
    assertThat(runs.items()).isEqualTo(7);
    assertThat(runs.batches()).extracting(Batch::size).containsExactly(1L, 6L);
    assertThat(runs.batches()).extracting(Batch::count).containsExactly(1L, 1L);
    assertThat(runs.answers().counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(4);
  }

  @Test
  void givesEachItsOwnStatusIfOneSpoilsTheRun() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ZERO));
    Values good = submit(executor, 1);
    Values bad = submit(executor, BAD);
    Values alsoGood = submit(executor, 2);
    mayRun.release(100);

    assertThat(good.get()).containsExactly(1f);
    assertThat(alsoGood.get()).containsExactly(2f);
    assertThat(bad.failure())
        .isInstanceOfSatisfying(
            ServingException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    assertThat(ran)
        .containsExactly(List.of(0f), List.of(1f, BAD, 2f), List.of(1f), List.of(BAD), List.of(2f));
    assertThat(executor.statistics().failures()).isEqualTo(1);
  }

  @Test
  void neverRunsWhatWasCancelledWhileItGathered() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ZERO));
    Values one = submit(executor, 1);
    Values gone = new Values();
    Cancellable handle = executor.submit(Values.request(requests, 2), gone);
    Values three = submit(executor, 3);
    handle.cancel();
    mayRun.release(2);

    assertThat(one.get()).containsExactly(1f);
    assertThat(three.get()).containsExactly(3f);
    assertThat(gone.failure()).hasMessage("the request was cancelled");
    assertThat(ran.get(1)).containsExactly(1f, 3f);
  }

  @Test
  void runsALoneRequestOfAnIdleModelAtOnceWhateverTheDelay() throws Exception {
    mayRun.release(1);
    ModelExecutor executor = executor(new Batching(8, List.of(4), Duration.ofDays(1)));
    assertThat(submit(executor, 5).get()).containsExactly(5f);
  }

  /** Three are under way; when two come back after a run, the third is waited for. */
  @Test
  void waitsAfterARunForAsManyAsWereUnderWay() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ofDays(1)));
    Values one = submit(executor, 1);
    Values two = submit(executor, 2);
    mayRun.release(1);
    Awaitility.await().until(() -> executor.queueLength() == 2 && executor.forming());
    assertThat(ran).hasSize(1);
    Values three = submit(executor, 3);
    mayRun.release(1);

    assertThat(one.get()).containsExactly(1f);
    assertThat(two.get()).containsExactly(2f);
    assertThat(three.get()).containsExactly(3f);
    assertThat(ran.get(1)).containsExactly(1f, 2f, 3f);
  }

  @Test
  void stopEndsAWaitForMoreAndRunsWhatIsThere() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ofDays(1)));
    Values one = submit(executor, 1);
    mayRun.release(2);
    Awaitility.await().until(executor::forming);
    executor.stop(Duration.ofSeconds(10));
    assertThat(one.get()).containsExactly(1f);
  }

  @Test
  void aCancelledWaitLeavesTheInstanceFree() throws Exception {
    ModelExecutor executor = blockedExecutor(new Batching(8, List.of(), Duration.ofMillis(20)));
    Values gone = new Values();
    Cancellable handle = executor.submit(Values.request(requests, 1), gone);
    mayRun.release(2);
    handle.cancel();
    assertThat(gone.failure()).hasMessage("the request was cancelled");
    assertThat(submit(executor, 2).get()).containsExactly(2f);
  }

  private Values submit(ModelExecutor executor, float... rows) {
    Values answer = new Values();
    executor.submit(Values.request(requests, rows), answer);
    return answer;
  }

  private ModelExecutor executor(Batching batching) {
    model.onInputs(inputs -> {
      List<Float> rows = Values.of(inputs.getFirst());
      ran.add(rows);
      running.countDown();
      mayRun.acquire();
      if (rows.contains(BAD)) {
        throw ServingException.invalid("a value is bad");
      }
    });
    ModelExecutor executor =
        new ModelExecutor(
            new ModelId("m", "1"),
            model,
            new ExecutionConfig(1, 1, 100, Duration.ofSeconds(1)).withBatching(batching),
            allocator,
            System::nanoTime);
    executors.add(executor);
    return executor;
  }

  /** An executor whose only instance is inside a run that waits for {@link #mayRun}. */
  private ModelExecutor blockedExecutor(Batching batching) throws InterruptedException {
    ModelExecutor executor = executor(batching);
    submit(executor, 0);
    running.await();
    return executor;
  }
}
