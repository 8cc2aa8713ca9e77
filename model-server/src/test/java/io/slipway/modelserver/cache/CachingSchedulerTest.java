// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.execution.CacheCounts;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachingSchedulerTest {
  private static final int MAX_WAITING = 3;

  private final Requests requests = new Requests();
  private final CountedMemory allocator = new CountedMemory();
  private final ResponseCache cache = new ResponseCache(1 << 20, allocator);
  private final AtomicLong epoch = new AtomicLong();
  private final HeldScheduler model = new HeldScheduler();
  private final CachingScheduler scheduler =
      new CachingScheduler(
          new ModelId("m", "1"), model, cache, MAX_WAITING, System::nanoTime, epoch::get);

  @AfterEach
  void nothingIsLeftOver() throws InterruptedException {
    scheduler.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).as("tensors of requests and runs").isZero();
    assertThat(allocator.open()).as("tensors of cached answers").isZero();
    assertThat(cache.snapshot().bytes()).isZero();
  }

  private Cancellable submit(InferenceRequest request, Answer answer) {
    return Objects.requireNonNull(scheduler.trySubmit(request, answer));
  }

  private Answer submit(InferenceRequest request) {
    Answer answer = new Answer();
    submit(request, answer);
    return answer;
  }

  private List<NamedTensor> outputs() {
    return List.of(requests.tensor("x", DataType.FP32, 3, 2));
  }

  private CacheCounts counts() {
    return Objects.requireNonNull(model.statistics().cache());
  }

  @Test
  void answersTheSecondTimeWithoutARun() throws Exception {
    Answer first = submit(requests.fitting());
    model.held().getFirst().answer(outputs());
    Answer second = submit(requests.fitting());

    assertThat(first.outputs()).containsExactly("x");
    assertThat(second.outputs()).containsExactly("x");
    assertThat(model.held()).hasSize(1);
    assertThat(counts().hits()).isEqualTo(1);
    assertThat(counts().misses()).isEqualTo(1);
  }

  @Test
  void runsAnotherRequest() {
    submit(requests.fitting());
    submit(requests.asking("x"));
    submit(requests.asking("y", "x"));
    submit(requests.asking("x", "y"));
    submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.FP32, 3, 2)));
    submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.FP32, 2, 3)));
    submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.INT32, 3, 2)));
    submit(requests.with(Deadline.NONE, requests.tensor("c", DataType.INT32, 3, 2)));

    assertThat(model.held()).hasSize(8);
    model.held().forEach(HeldScheduler.Held::cancel);
  }

  @Test
  void theOrderOfInputsSaysNothing() {
    NamedTensor[] inputs = requests.fittingInputs();
    submit(requests.with(Deadline.NONE, inputs[0], inputs[1]));
    model.held().getFirst().answer(outputs());
    NamedTensor[] others = requests.fittingInputs();
    submit(requests.with(Deadline.NONE, others[1], others[0]));

    assertThat(model.held()).hasSize(1);
  }

  @Test
  void runsIdenticalRequestsOfOneMomentOnce() throws Exception {
    Answer first = submit(requests.fitting());
    Answer second = submit(requests.fitting());
    Answer third = submit(requests.fitting());
    assertThat(scheduler.queueLength()).isEqualTo(2);
    assertThat(second.arrived()).isFalse();
    model.held().getFirst().answer(outputs());

    assertThat(first.outputs()).containsExactly("x");
    assertThat(second.outputs()).containsExactly("x");
    assertThat(third.outputs()).containsExactly("x");
    assertThat(model.held()).hasSize(1);
    assertThat(counts().hits()).isEqualTo(2);
    assertThat(scheduler.queueLength()).isZero();
  }

  @Test
  void aFailureOfTheRunIsThatOfAllWhoWaitAndIsNotKept() throws Exception {
    Answer first = submit(requests.fitting());
    Answer second = submit(requests.fitting());
    model.held().getFirst().fail(ErrorCode.INTERNAL);

    assertThat(first.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(second.code()).isEqualTo(ErrorCode.INTERNAL);
    submit(requests.fitting());
    assertThat(model.held()).hasSize(2);
    model.held().getLast().answer(outputs());
  }

  @Test
  void whoWaitsIsRunIfTheFirstGoesAway() throws Exception {
    Answer first = new Answer();
    Cancellable work = submit(requests.fitting(), first);
    Answer second = submit(requests.fitting());
    Answer third = submit(requests.fitting());
    work.cancel();

    assertThat(first.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(model.held()).hasSize(2);
    assertThat(second.arrived()).isFalse();
    model.held().getLast().answer(outputs());
    assertThat(second.outputs()).containsExactly("x");
    assertThat(third.outputs()).containsExactly("x");
  }

  @Test
  void whoWaitsMayGoAwayAlone() throws Exception {
    Answer first = submit(requests.fitting());
    Answer second = new Answer();
    Cancellable work = submit(requests.fitting(), second);
    work.cancel();
    work.cancel();

    assertThat(second.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(first.arrived()).isFalse();
    assertThat(model.statistics().failures(FailureReason.CANCELED)).isEqualTo(1);
    model.held().getFirst().answer(outputs());
    assertThat(first.outputs()).containsExactly("x");
  }

  @Test
  void refusesMoreThanMayWait() throws Exception {
    Answer first = submit(requests.fitting());
    List<Answer> waiting = new ArrayList<>();
    for (int i = 0; i < MAX_WAITING; i++) {
      waiting.add(submit(requests.fitting()));
    }

    assertThat(submit(requests.fitting()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    model.held().getFirst().answer(outputs());
    assertThat(first.outputs()).containsExactly("x");
    assertThat(waiting).allMatch(Answer::arrived);
  }

  @Test
  void manyThatFailAtOnceDoNotGrowTheStack() {
    CachingScheduler wide =
        new CachingScheduler(
            new ModelId("m", "1"), model, cache, 100_000, System::nanoTime, epoch::get);
    AtomicInteger failed = new AtomicInteger();
    wide.trySubmit(requests.fitting(), new Answer());
    for (int i = 0; i < 50_000; i++) {
      wide.trySubmit(requests.fitting(), new Failing(failed));
    }
    model.failAtOnce();
    model.held().getFirst().fail(ErrorCode.DEADLINE_EXCEEDED);

    assertThat(failed).hasValue(50_000);
  }

  private record Failing(AtomicInteger count) implements InferenceCallback {
    @Override
    public void succeeded(InferenceResponse response) {
      response.close();
    }

    @Override
    public void failed(ServingException failure) {
      count.incrementAndGet();
    }
  }

  @Test
  void anotherEpochHasOtherAnswers() {
    submit(requests.fitting());
    model.held().getFirst().answer(outputs());
    epoch.incrementAndGet();
    submit(requests.fitting());

    assertThat(model.held()).hasSize(2);
    model.held().getLast().answer(outputs());
  }

  @Test
  void looksUpLargeInputsElsewhere() throws Exception {
    long floats = CachingScheduler.MAX_BYTES_ON_CALLER;
    Answer first =
        submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.FP32, floats)));
    model.await(1).answer(outputs());
    assertThat(first.outputs()).containsExactly("x");

    Answer second =
        submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.FP32, floats)));
    assertThat(second.outputs()).containsExactly("x");
    assertThat(model.held()).hasSize(1);
  }

  @Test
  void afterAStopNothingIsTakenAndNothingKept() throws Exception {
    submit(requests.fitting());
    model.held().getFirst().answer(outputs());
    assertThat(cache.snapshot().entries()).isEqualTo(1);
    scheduler.stop(Duration.ofSeconds(10));

    assertThat(cache.snapshot().entries()).isZero();
    assertThat(model.stopped()).isTrue();
    try (InferenceRequest late = requests.fitting()) {
      assertThat(scheduler.trySubmit(late, new Answer())).isNull();
    }
  }

  @Test
  void aStopWaitsForThoseWhoWaitForOthers() throws Exception {
    Answer first = submit(requests.fitting());
    Answer second = submit(requests.fitting());
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stopping =
        Thread.ofVirtual()
            .start(() -> {
              try {
                scheduler.stop(Duration.ofSeconds(10));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              stopped.countDown();
            });
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    assertThat(model.stopped()).isFalse();
    model.held().getFirst().answer(outputs());

    stopped.await();
    assertThat(first.outputs()).containsExactly("x");
    assertThat(second.outputs()).containsExactly("x");
  }

  @Test
  void answersOfOneModelAreNotThoseOfAnother() {
    HeldScheduler otherModel = new HeldScheduler();
    CachingScheduler other =
        new CachingScheduler(
            new ModelId("m", "1"), otherModel, cache, MAX_WAITING, System::nanoTime, epoch::get);
    submit(requests.fitting());
    model.held().getFirst().answer(outputs());
    other.trySubmit(requests.fitting(), new Answer());

    assertThat(otherModel.held()).hasSize(1);
    otherModel.held().getFirst().cancel();
  }
}
