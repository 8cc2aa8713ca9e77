// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import io.slipway.transport.server.LoopTurn;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InlineRunsTest {
  private final Requests requests = new Requests();
  private final FakeModel model = new FakeModel();
  private final AtomicLong now = new AtomicLong();
  private volatile @Nullable Thread runner;

  @Test
  void runsOnTheCallersThreadWhenTheModelHasBeenQuick() throws Exception {
    ModelExecutor executor = executor(config(1));
    for (int i = 0; i < QuickRuns.WINDOW; i++) {
      submit(executor).outputs();
      assertThat(runner).isNotEqualTo(Thread.currentThread());
    }
    awaitInline(executor);
    Answer answer = submit(executor);
    assertThat(answer.arrived()).isTrue();
    assertThat(runner).isEqualTo(Thread.currentThread());
    stop(executor);
    assertThat(executor.statistics().runs().count()).isEqualTo(QuickRuns.WINDOW + 1L);
  }

  @Test
  void goesToAWorkerAgainWhenTheModelIsSlowAndComesBackLater() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    slow(QuickRuns.FAR_TOO_SLOW_NANOS);
    submit(executor).outputs();
    assertThat(runner).isEqualTo(Thread.currentThread());

    slow(0);
    for (int i = 0; i < 2 * QuickRuns.WINDOW; i++) {
      submit(executor).outputs();
      assertThat(runner).isNotEqualTo(Thread.currentThread());
    }
    awaitInline(executor);
    submit(executor).outputs();
    assertThat(runner).isEqualTo(Thread.currentThread());
    stop(executor);
  }

  @Test
  void runsALittleLongerOnTheCallersThreadWhereThereIsOnePlace() throws Exception {
    ModelExecutor one = executor(config(1));
    ModelExecutor two = executor(config(2));
    slow(QuickRuns.ALONE_QUICK_NANOS);
    for (int i = 0; i < QuickRuns.WINDOW; i++) {
      submit(one).outputs();
      submit(two).outputs();
    }
    awaitInline(one);
    assertThat(two.runsInline()).isFalse();
    stop(one);
    stop(two);
  }

  @Test
  void leavesTheRestToAnInstanceWhenTheLoopsTurnIsLong() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    assertThat(runnerOfTurn(executor, ModelExecutor.LONGEST_TURN_NANOS - 1))
        .isInstanceOf(Loop.class);
    assertThat(runnerOfTurn(executor, ModelExecutor.LONGEST_TURN_NANOS))
        .isNotInstanceOf(Loop.class);
    stop(executor);
  }

  /** A thread that reads, in the middle of a turn. */
  private static final class Loop extends Thread implements LoopTurn {
    private final long nanos;

    Loop(Runnable task, long nanos) {
      super(task);
      this.nanos = nanos;
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  private @Nullable Thread runnerOfTurn(ModelExecutor executor, long nanos) throws Exception {
    Answer answer = new Answer();
    Loop loop = new Loop(() -> executor.submit(requests.fitting(), answer), nanos);
    loop.start();
    answer.outputs();
    loop.join();
    return runner;
  }

  @Test
  void neverRunsOnTheCallersThreadWhenThatIsOff() throws Exception {
    ModelExecutor executor = executor(config(1).withInlineRuns(0));
    for (int i = 0; i < 3 * QuickRuns.WINDOW; i++) {
      submit(executor).outputs();
      assertThat(runner).isNotEqualTo(Thread.currentThread());
    }
    stop(executor);
  }

  @Test
  void leavesVirtualThreadsAlone() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    Thread caller = Thread.ofVirtual().start(() -> submit(executor));
    caller.join();
    Awaitility.await().until(() -> requests.open() == 0);
    assertThat(runner).isNotNull().isNotEqualTo(caller);
    stop(executor);
  }

  @Test
  void leavesAPlaceToThoseThatRun() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    Semaphore mayRun = new Semaphore(0);
    CountDownLatch running = new CountDownLatch(1);
    model.onRun(() -> {
      runner = Thread.currentThread();
      running.countDown();
      mayRun.acquire();
    });
    Thread other = Thread.ofPlatform().start(() -> submit(executor));
    running.await();
    Answer waiting = submit(executor);
    assertThat(waiting.arrived()).isFalse();
    assertThat(executor.queueLength()).isEqualTo(1);

    mayRun.release(2);
    waiting.outputs();
    assertThat(runner).isNotIn(other, Thread.currentThread());
    other.join();
    stop(executor);
  }

  @Test
  void stopWaitsForARunOnACallersThread() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    Semaphore mayRun = new Semaphore(0);
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    model.onRun(() -> {
      running.countDown();
      mayRun.acquire();
      assertThat(stopped).isFalse();
    });
    Answer answer = new Answer();
    Thread other = Thread.ofPlatform().start(() -> executor.submit(requests.fitting(), answer));
    running.await();
    Answer waiting = submit(executor);
    Thread stopper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                executor.stop(Duration.ofNanos(1));
                stopped.set(true);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(waiting.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(stopper.isAlive()).isTrue();
    mayRun.release(1);
    assertThat(answer.outputs()).isNotEmpty();
    stopper.join(10_000);
    other.join();
    assertThat(stopped).isTrue();
    assertThat(requests.open()).isZero();
  }

  @Test
  void answersAFailureOnTheCallersThreadAndGoesOn() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    model.onRun(() -> {
      throw new IllegalStateException("engine fault");
    });
    assertThat(submit(executor).code()).isEqualTo(ErrorCode.INTERNAL);
    model.onRun(() -> {});
    assertThat(submit(executor).outputs()).isNotEmpty();
    stop(executor);
  }

  /** Each answer brings the next request, as pipelined requests do. */
  @Test
  void doesNotLetTheStackGrowWithRequestsThatAnswersBring() throws Exception {
    ModelExecutor executor = quickExecutor(config(1));
    int all = 10_000;
    CountDownLatch answered = new CountDownLatch(all);
    AtomicInteger deepest = new AtomicInteger();
    ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);
    InferenceCallback again =
        new InferenceCallback() {
          @Override
          public void succeeded(InferenceResponse response) {
            response.close();
            answered.countDown();
            depth.set(depth.get() + 1);
            deepest.accumulateAndGet(depth.get(), Math::max);
            if (answered.getCount() > 0) {
              executor.submit(requests.fitting(), this);
            }
            depth.set(depth.get() - 1);
          }

          @Override
          public void failed(ServingException failure) {
            throw new AssertionError(failure);
          }
        };
    executor.submit(requests.fitting(), again);
    answered.await();
    assertThat(deepest.get()).isBetween(2, 10);
    Awaitility.await().until(() -> requests.open() == 0);
    stop(executor);
  }

  private ExecutionConfig config(int workers) {
    return new ExecutionConfig(workers, 1, 100, Duration.ofSeconds(1));
  }

  private ModelExecutor executor(ExecutionConfig config) {
    slow(0);
    return new ModelExecutor(new ModelId("m", "1"), model, config, new CountedMemory(), now::get);
  }

  private void slow(long nanos) {
    model.onRun(() -> {
      runner = Thread.currentThread();
      now.addAndGet(nanos);
    });
  }

  /** One whose model has been quick for long enough. */
  private ModelExecutor quickExecutor(ExecutionConfig config) throws Exception {
    ModelExecutor executor = executor(config);
    for (int i = 0; i < QuickRuns.WINDOW; i++) {
      submit(executor).outputs();
    }
    awaitInline(executor);
    return executor;
  }

  /** A run counts when its instance has come back, after the answer. */
  private static void awaitInline(ModelExecutor executor) {
    Awaitility.await().until(executor::runsInline);
  }

  private Answer submit(ModelExecutor executor) {
    Answer answer = new Answer();
    executor.submit(requests.fitting(), answer);
    return answer;
  }

  private void stop(ModelExecutor executor) throws InterruptedException {
    executor.stop(Duration.ofSeconds(10));
    assertThat(requests.open()).isZero();
  }
}
