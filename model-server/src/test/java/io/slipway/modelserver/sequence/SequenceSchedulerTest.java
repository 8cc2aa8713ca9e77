// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.SequenceBatching;
import io.slipway.modelserver.config.ServedSignature;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.memory.PooledTensorAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workers of a model with sequences, over a fake that answers with its first input. */
class SequenceSchedulerTest {
  private static final String LONG_IDLE = "\"max_sequence_idle_microseconds\": 600000000";

  private final Requests requests = new Requests();
  private final FakeModel model = new FakeModel();
  private final AtomicLong now = new AtomicLong();
  private final Semaphore mayRun = new Semaphore(0);
  private @Nullable SequenceScheduler scheduler;

  @AfterEach
  void everythingIsReleased() throws InterruptedException {
    mayRun.release(1000);
    scheduler().stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
    assertThat(scheduler().sequences()).isZero();
    assertThat(scheduler().queueLength()).isZero();
  }

  private SequenceScheduler scheduler() {
    return Objects.requireNonNull(scheduler);
  }

  private void start(int workers, int batch, String batching, LongSupplier clock) {
    ModelConfig config =
        ModelConfig.readJson(
            "c",
            JsonValue.parse(
                "{\"max_batch_size\": " + batch + ", \"sequence_batching\": {" + batching + "}}"));
    SequenceBatching sequences = Objects.requireNonNull(config.sequences());
    scheduler =
        SequenceScheduler.start(
            new ModelId("m", "1"),
            new SequenceModel(
                model,
                ServedSignature.of(FakeModel.SIGNATURE, config),
                sequences,
                true,
                Map.of(),
                new PooledTensorAllocator(1 << 20)),
            batch,
            new ExecutionConfig(workers, 1, 16, Duration.ofSeconds(1)),
            clock);
  }

  /** From now on runs wait until they may go on. */
  private CountDownLatch holdRuns() {
    CountDownLatch running = new CountDownLatch(1);
    model.onRun(() -> {
      running.countDown();
      mayRun.acquire();
    });
    return running;
  }

  private Answer submit(long id, boolean start, boolean end) {
    return submit(id, start, end, Deadline.NONE);
  }

  private Answer submit(long id, boolean start, boolean end, Deadline deadline) {
    Answer answer = new Answer();
    submit(id, start, end, deadline, answer);
    return answer;
  }

  private Cancellable submit(long id, boolean start, boolean end, Deadline deadline, Answer to) {
    return Objects.requireNonNull(scheduler().trySubmit(request(id, start, end, deadline), to));
  }

  private InferenceRequest request(long id, boolean start, boolean end, Deadline deadline) {
    NamedTensor[] inputs = {
      requests.tensor("a", DataType.FP32, 1, 2), requests.tensor("b", DataType.INT64, 1)
    };
    return requests
        .with(deadline, inputs)
        .withParameters(
            Map.of(
                SequencePlace.ID, new Parameter.Int64(id),
                SequencePlace.START, new Parameter.Bool(start),
                SequencePlace.END, new Parameter.Bool(end)));
  }

  @Test
  void aRequestWhoseDeadlineHasPassedEndsItsSequenceAndNothingElse() throws Exception {
    start(1, 1, "\"oldest\": {\"max_candidate_sequences\": 4}", now::get);
    CountDownLatch running = holdRuns();
    Answer first = submit(1, true, false);
    running.await();
    Answer late = submit(1, false, false, Deadline.after(Duration.ofNanos(10), now.get()));
    Answer behind = submit(1, false, true);
    now.set(10);
    mayRun.release();

    assertThat(first.outputs()).isNotEmpty();
    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(behind.failure())
        .hasMessage(
            "sequence 1 has ended: one of its requests was cancelled or came too late to be run")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.CANCELLED);
    mayRun.release();
    assertThat(submit(2, true, true).outputs()).isNotEmpty();
    assertThat(model.runs()).isEqualTo(2);
    assertThat(scheduler().statistics().failures(FailureReason.CANCELED)).isEqualTo(2);
  }

  @Test
  void aRequestThatIsCancelledWhileItWaitsTakesThoseBehindItAlong() throws Exception {
    start(1, 1, LONG_IDLE, now::get);
    CountDownLatch running = holdRuns();
    Answer first = submit(1, true, false);
    running.await();
    Answer cancelled = new Answer();
    Cancellable work = submit(1, false, false, Deadline.NONE, cancelled);
    Answer behind = submit(1, false, false);
    work.cancel();

    assertThat(cancelled.failure()).hasMessage("the request was cancelled");
    assertThat(behind.code()).isEqualTo(ErrorCode.CANCELLED);
    mayRun.release();
    assertThat(first.outputs()).isNotEmpty();
    work.cancel();
    assertThat(submit(1, false, false).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void valuesThatTheModelRefusesDoNotFailTheOthersOfTheBatch() throws Exception {
    start(1, 2, utilizationOf(1), System::nanoTime);
    AtomicInteger run = new AtomicInteger();
    model.onRun(() -> {
      if (run.incrementAndGet() != 3) {
        throw ServingException.invalid("not these values");
      }
    });
    Answer one = submit(1, true, true);
    Answer other = submit(2, true, true);

    assertThat(one.failure()).hasMessage("not these values");
    assertThat(other.outputs()).containsExactly("x", "y");
    assertThat(model.runs()).isEqualTo(3);
  }

  @Test
  void aFaultOfTheEngineFailsTheBatchAndTheSequenceGoesOn() throws Exception {
    start(1, 2, utilizationOf(1), System::nanoTime);
    model.onRun(() -> {
      throw new IllegalStateException("engine fault");
    });
    assertThat(List.of(submit(1, true, false), submit(2, true, true)))
        .allSatisfy(answer -> assertThat(answer.code()).isEqualTo(ErrorCode.INTERNAL));

    model.onRun(() -> {});
    Answer next = submit(1, false, true);
    submit(2, true, true).outputs();
    assertThat(next.outputs()).isNotEmpty();
    assertThat(scheduler().statistics().failures(FailureReason.BACKEND)).isEqualTo(2);
  }

  private static String utilizationOf(int part) {
    return LONG_IDLE
        + ", \"direct\": {\"minimum_slot_utilization\": "
        + part
        + ", \"max_queue_delay_microseconds\": 600000000}";
  }

  @Test
  void workersThatWaitForMoreRequestsDoNothingElse() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    start(
        2,
        2,
        utilizationOf(1),
        () -> {
          readings.incrementAndGet();
          return System.nanoTime();
        });
    Answer one = submit(1, true, true);

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(10))
        .until(() -> readings.get() < 100);
    Answer other = submit(2, true, true);
    assertThat(one.outputs()).isNotEmpty();
    assertThat(other.outputs()).isNotEmpty();
    assertThat(model.runs()).isEqualTo(1);
  }

  @Test
  void anIdleSequenceGoesAlsoWhileAnotherRuns() throws Exception {
    start(2, 1, "\"max_sequence_idle_microseconds\": 100000", System::nanoTime);
    submit(1, true, false).outputs();
    CountDownLatch running = holdRuns();
    Answer held = submit(2, true, true);
    running.await();
    model.onRun(() -> {});
    Answer third = submit(3, true, true);

    assertThat(third.outputs()).isNotEmpty();
    assertThat(held.arrived()).isFalse();
    mayRun.release();
    assertThat(held.outputs()).isNotEmpty();
  }

  @Test
  void stopFailsWhoStillWaitsAndWaitsForTheRun() throws Exception {
    start(1, 1, LONG_IDLE, now::get);
    CountDownLatch running = holdRuns();
    Answer first = submit(1, true, false);
    running.await();
    Answer second = submit(1, false, false);
    Answer backlogged = submit(2, true, false);
    Thread stopper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                scheduler().stop(Duration.ofMillis(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    assertThat(second.failure())
        .hasMessage("model 'm/1' was unloaded before this request ran")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(backlogged.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(stopper.isAlive()).isTrue();
    mayRun.release();
    assertThat(first.outputs()).isNotEmpty();
    stopper.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(stopper.isAlive()).isFalse();
    try (InferenceRequest request = request(3, true, true, Deadline.NONE)) {
      assertThat(scheduler().trySubmit(request, new Answer())).isNull();
    }
  }

  @Test
  void answersFarFasterThanAClientNoticesAreInTheirOrder() throws Exception {
    start(2, 4, LONG_IDLE, System::nanoTime);
    AtomicInteger next = new AtomicInteger();
    Answer[] answers = new Answer[12];
    for (int i = 0; i < answers.length; i++) {
      int place = i;
      answers[i] = new Answer(() -> assertThat(next.getAndIncrement()).isEqualTo(place));
      submit(1, i == 0, i == answers.length - 1, Deadline.NONE, answers[i]);
    }
    for (Answer answer : answers) {
      answer.outputs();
    }
  }
}
