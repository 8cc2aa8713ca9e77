// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.Parameter;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelExecutorTest {
  private final Requests requests = new Requests();
  private final FakeModel model = new FakeModel();
  private final CountedMemory allocator = new CountedMemory();
  private final AtomicLong now = new AtomicLong();
  private final Semaphore mayRun = new Semaphore(0);
  private final CountDownLatch running = new CountDownLatch(1);

  @Test
  void answersAndReleasesTheInputs() throws Exception {
    ModelExecutor executor = executor(1);
    Answer answer = submit(executor);

    assertThat(answer.outputs()).containsExactly("x", "y");
    executor.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
  }

  @Test
  void refusesARequestThatDoesNotFitWithoutRunningIt() throws Exception {
    Answer answer = new Answer();
    executor(1)
        .submit(requests.with(Deadline.NONE, requests.tensor("a", DataType.FP32, 1, 2)), answer);

    assertThat(answer.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(model.runs()).isZero();
    assertThat(requests.open()).isZero();
  }

  @Test
  void refusesAtOnceWhenTheQueueIsFull() throws Exception {
    ModelExecutor executor = blockedExecutor(1);
    submit(executor);
    Answer overLimit = submit(executor);

    assertThat(overLimit.failure())
        .hasMessage("model 'm/1' has 1 requests waiting, its limit; try again later")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
    mayRun.release(2);
    executor.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
  }

  @Test
  void tellsBeforehandThatThereIsNoPlace() throws Exception {
    ModelExecutor executor = blockedExecutor(1);
    assertThat(executor.overload()).isNull();
    Cancellable waiting = executor.submit(requests.fitting(), new Answer());

    assertThat(executor.overload())
        .hasMessage("model 'm/1' has 1 requests waiting, its limit; try again later");
    assertThat(executor.statistics().failures(ModelStatistics.FailureReason.REJECTED)).isOne();
    waiting.cancel();
    assertThat(executor.overload()).isNull();
    mayRun.release(1);
    executor.stop(Duration.ofSeconds(10));
  }

  @Test
  void neverRunsARequestWhoseDeadlinePassedInTheQueue() throws Exception {
    ModelExecutor executor = blockedExecutor(8);
    Answer late = new Answer();
    executor.submit(
        requests.with(Deadline.after(Duration.ofNanos(10), now.get()), requests.fittingInputs()),
        late);
    now.addAndGet(10);
    mayRun.release(1);

    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    executor.stop(Duration.ofSeconds(10));
    assertThat(model.runs()).isEqualTo(1);
    assertThat(requests.open()).isZero();
  }

  @Test
  void neverRunsACancelledRequestAndFreesItsPlace() throws Exception {
    ModelExecutor executor = blockedExecutor(1);
    Answer cancelled = new Answer();
    Cancellable handle = executor.submit(requests.fitting(), cancelled);
    handle.cancel();

    assertThat(cancelled.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(executor.queueLength()).isZero();
    Answer next = submit(executor);
    mayRun.release(2);
    assertThat(next.outputs()).isNotEmpty();
    executor.stop(Duration.ofSeconds(10));
    assertThat(model.runs()).isEqualTo(2);
  }

  @Test
  void ignoresACancelThatComesTooLate() throws Exception {
    ModelExecutor executor = executor(1);
    Answer answer = new Answer();
    Cancellable handle = executor.submit(requests.fitting(), answer);
    answer.outputs();

    handle.cancel();
    assertThat(answer.arrived()).isTrue();
    executor.stop(Duration.ofSeconds(10));
  }

  @Test
  void turnsAnEngineFaultIntoAnInternalErrorAndGoesOn() throws Exception {
    model.onRun(() -> {
      throw new IllegalStateException("engine fault");
    });
    ModelExecutor executor = executor(1);
    Answer failed = submit(executor);

    assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL);
    model.onRun(() -> {});
    assertThat(submit(executor).outputs()).isNotEmpty();
    executor.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
  }

  @Test
  void stopWaitsForTheRunAndFailsWhoStillWaits() throws Exception {
    ModelExecutor executor = blockedExecutor(4);
    Answer waiting = submit(executor);
    Thread stopper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                executor.stop(Duration.ofMillis(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    assertThat(waiting.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(stopper.isAlive()).isTrue();
    mayRun.release(1);
    stopper.join(10_000);
    assertThat(stopper.isAlive()).isFalse();
    assertThat(requests.open()).isZero();
  }

  @Test
  void refusesAfterStop() throws Exception {
    ModelExecutor executor = executor(1);
    executor.stop(Duration.ofSeconds(1));

    assertThat(submit(executor).failure()).hasMessage("model 'm/1' is being unloaded");
  }

  @Test
  void takesTheLowestLevelFirstAndKeepsTheOrderWithinALevel() throws Exception {
    ModelExecutor executor = blockedExecutor(8, new PriorityLevels(3, 2));
    List<String> order = new CopyOnWriteArrayList<>();
    List<Answer> answers = new ArrayList<>();
    for (String request : List.of("3a", "0b", "1c", "2d", "1e", "9f")) {
      Answer answer = new Answer(() -> order.add(request));
      int priority = request.charAt(0) - '0';
      executor.submit(requests.prioritised(new Parameter.Int64(priority)), answer);
      answers.add(answer);
    }
    mayRun.release(7);

    for (Answer answer : answers) {
      answer.outputs();
    }
    assertThat(order).containsExactly("1c", "1e", "0b", "2d", "9f", "3a");
    executor.stop(Duration.ofSeconds(10));
  }

  @Test
  void boundsTheQueueWithLevelsToo() throws Exception {
    ModelExecutor executor = blockedExecutor(2, new PriorityLevels(3, 2));
    Answer waiting = new Answer();
    Cancellable handle = executor.submit(requests.fitting(), waiting);
    submit(executor);
    assertThat(submit(executor).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    handle.cancel();
    Answer next = submit(executor);
    assertThat(submit(executor).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    mayRun.release(3);
    assertThat(next.outputs()).isNotEmpty();
    executor.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
  }

  @Test
  void refusesAPriorityThatIsNone() throws Exception {
    for (Parameter wrong :
        List.of(new Parameter.Int64(-1), new Parameter.Text("1"), new Parameter.Float64(1.0))) {
      Answer answer = new Answer();
      ModelExecutor executor = executor(1);
      executor.submit(requests.prioritised(wrong), answer);
      assertThat(answer.failure()).hasMessageContaining("parameter priority");
      executor.stop(Duration.ofSeconds(1));
    }
    assertThat(requests.open()).isZero();
  }

  private Answer submit(ModelExecutor executor) {
    Answer answer = new Answer();
    executor.submit(requests.fitting(), answer);
    return answer;
  }

  @Test
  void failsARequestForWhichTheSystemHasNoThreadAndRunsTheNext() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    ThreadFactory oneFails =
        task ->
            new Thread(task) {
              @Override
              public void start() {
                if (begun.getAndIncrement() == 0) {
                  throw new OutOfMemoryError("no thread, as the test has it");
                }
                super.start();
              }
            };
    ModelExecutor executor =
        new ModelExecutor(new ModelId("m", "1"), model, config(8), allocator, now::get, oneFails);

    assertThat(submit(executor).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(executor.queueLength()).isZero();
    assertThat(submit(executor).outputs()).containsExactly("x", "y");
    executor.stop(Duration.ofSeconds(10));
    assertThat(begun).hasValue(2);
    assertThat(model.runs()).isOne();
    assertThat(requests.open()).isZero();
  }

  private static ExecutionConfig config(int queueCapacity) {
    return new ExecutionConfig(1, 1, queueCapacity, PriorityLevels.NONE, Duration.ofSeconds(1));
  }

  private ModelExecutor executor(int queueCapacity) {
    return executor(queueCapacity, PriorityLevels.NONE);
  }

  private ModelExecutor executor(int queueCapacity, PriorityLevels priorities) {
    return new ModelExecutor(
        new ModelId("m", "1"),
        model,
        new ExecutionConfig(1, 1, queueCapacity, priorities, Duration.ofSeconds(1)),
        allocator,
        now::get);
  }

  /** An executor whose only worker is inside a run that waits for {@link #mayRun}. */
  private ModelExecutor blockedExecutor(int queueCapacity) throws InterruptedException {
    return blockedExecutor(queueCapacity, PriorityLevels.NONE);
  }

  private ModelExecutor blockedExecutor(int queueCapacity, PriorityLevels priorities)
      throws InterruptedException {
    model.onRun(() -> {
      running.countDown();
      mayRun.acquire();
    });
    ModelExecutor executor = executor(queueCapacity, priorities);
    submit(executor);
    running.await();
    return executor;
  }
}
