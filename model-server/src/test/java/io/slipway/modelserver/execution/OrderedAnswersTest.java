// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.Parameter;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderedAnswersTest {
  private final Requests requests = new Requests();
  private final Later later = new Later();
  private final OrderedAnswers ordered = new OrderedAnswers(later, new PriorityLevels(2, 2));
  private final List<String> given = Collections.synchronizedList(new ArrayList<>());

  /** Answers when it is told to. */
  private static final class Later implements Scheduler {
    private final List<InferenceCallback> callbacks = new ArrayList<>();
    private boolean stopped;

    @Override
    public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
      request.close();
      if (stopped) {
        return null;
      }
      callbacks.add(callback);
      return Cancellable.NONE;
    }

    void succeed(int index) {
      callbacks.get(index).succeeded(new InferenceResponse("m", "1", null, Map.of(), List.of()));
    }

    void fail(int index, ErrorCode code) {
      callbacks.get(index).failed(new ServingException(code, code.name()));
    }

    @Override
    public ModelStatistics statistics() {
      return new ModelStatistics(System::nanoTime);
    }

    @Override
    public int queueLength() {
      return 7;
    }

    @Override
    public int limit() {
      return 9;
    }

    @Override
    public void stop(Duration timeout) {
      stopped = true;
    }
  }

  private InferenceCallback named(String name, Runnable also) {
    return new InferenceCallback() {
      @Override
      public void succeeded(InferenceResponse response) {
        given.add(name);
        also.run();
      }

      @Override
      public void failed(ServingException failure) {
        given.add(name + " " + failure.code());
      }
    };
  }

  private void submit(String... names) {
    for (String name : names) {
      ordered.trySubmit(requests.fitting(), named(name, () -> {}));
    }
  }

  @Test
  void anEarlyAnswerWaitsForThoseBeforeIt() {
    submit("a", "b", "c");
    later.succeed(2);
    later.succeed(1);
    assertThat(given).isEmpty();

    later.succeed(0);
    assertThat(given).containsExactly("a", "b", "c");
  }

  @Test
  void aLevelDoesNotWaitForAnother() {
    submit("a");
    ordered.trySubmit(
        requests.fitting().withParameters(Map.of("priority", new Parameter.Int64(1))),
        named("first", () -> {}));
    ordered.trySubmit(
        requests.fitting().withParameters(Map.of("priority", new Parameter.Bool(true))),
        named("none", () -> {}));
    later.succeed(1);
    later.fail(2, ErrorCode.INVALID_ARGUMENT);
    assertThat(given).containsExactly("first");

    later.succeed(0);
    assertThat(given).containsExactly("first", "a", "none INVALID_ARGUMENT");
  }

  @Test
  void whatARunRefusesKeepsItsPlaceToo() {
    submit("a", "b");
    later.fail(1, ErrorCode.INVALID_ARGUMENT);
    assertThat(given).isEmpty();

    later.fail(0, ErrorCode.INTERNAL);
    assertThat(given).containsExactly("a INTERNAL", "b INVALID_ARGUMENT");
  }

  @Test
  void aRequestThatNeverRanIsToldAtOnceAndHoldsNobodyUp() {
    submit("a", "b", "c");
    later.fail(1, ErrorCode.UNAVAILABLE);
    later.fail(0, ErrorCode.DEADLINE_EXCEEDED);
    later.succeed(2);

    assertThat(given).containsExactly("b UNAVAILABLE", "a DEADLINE_EXCEEDED", "c");
  }

  @Test
  void aRequestThatIsNotTakenHoldsNobodyUp() throws Exception {
    submit("a");
    ordered.stop(Duration.ZERO);
    assertThat(ordered.trySubmit(requests.fitting(), named("b", () -> {}))).isNull();
    later.succeed(0);

    assertThat(given).containsExactly("a");
    assertThat(ordered.queueLength()).isEqualTo(7);
    assertThat(ordered.limit()).isEqualTo(9);
  }

  @Test
  void anAnswerThatFailsDoesNotKeepTheNextBack() {
    ordered.trySubmit(
        requests.fitting(),
        named(
            "a",
            () -> {
              throw new IllegalStateException("gone");
            }));
    submit("b");
    later.succeed(1);
    later.succeed(0);

    assertThat(given).containsExactly("a", "b");
  }

  @Test
  void answersFromManyThreadsAreInOrder() throws Exception {
    int count = 2000;
    for (int i = 0; i < count; i++) {
      submit(Integer.toString(i));
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, new Random(1));
    CountDownLatch done = new CountDownLatch(count);
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int index : order) {
        threads.execute(() -> {
          later.succeed(index);
          done.countDown();
        });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(given)
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }
}
