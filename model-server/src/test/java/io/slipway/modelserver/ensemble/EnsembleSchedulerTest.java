// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnsembleSchedulerTest {
  /** From one input to two outputs, one of them over a third step; and a tensor with three uses. */
  private static final String DIAMOND =
      """
      left: a=I -> x=L
      right: a=I -> x=R
      join: a=L b=R -> x=O
      """;

  private final Requests requests = new Requests();
  private final HeldModels models = new HeldModels(requests);
  private final Ensembles ensembles =
      new Ensembles().with("left", "a -> x").with("right", "a -> x").with("join", "a b -> x");

  @AfterEach
  void nothingIsLeftOver() {
    assertThat(requests.open()).isZero();
  }

  private EnsembleScheduler scheduler(String tensors, String steps) {
    return new EnsembleScheduler(
        new ModelId("e", "1"), ensembles.plan(tensors, steps), false, models, () -> 0);
  }

  private InferenceRequest request(String... outputs) {
    List<RequestedOutput> asked = new ArrayList<>();
    for (String output : outputs) {
      asked.add(new RequestedOutput(output, Map.of()));
    }
    return new InferenceRequest(
        "e",
        null,
        "id-7",
        Map.of("priority", new Parameter.Int64(2)),
        List.of(requests.tensor("I", DataType.FP32, 3)),
        asked,
        Deadline.after(Duration.ofSeconds(5), 0));
  }

  private Answer submit(EnsembleScheduler scheduler, String... outputs) {
    Answer answer = new Answer();
    scheduler.trySubmit(request(outputs), answer);
    return answer;
  }

  @Test
  void aStepRunsOnceItsTensorsAreThere() throws Exception {
    Answer answer = submit(scheduler("I -> O", DIAMOND));
    assertThat(models.asked()).containsExactly("left", "right");
    models.of("right").answer();
    assertThat(models.asked()).containsExactly("left", "right");
    models.of("left").answer();
    assertThat(models.asked()).containsExactly("left", "right", "join");
    assertThat(answer.arrived()).isFalse();
    models.of("join").answer();

    assertThat(answer.outputs()).containsExactly("O");
  }

  @Test
  void tensorsArePassedOnAsTheyAre() throws Exception {
    InferenceRequest request = request();
    NamedTensor input = request.inputs().getFirst();
    Answer answer = new Answer();
    scheduler("I -> O", DIAMOND).trySubmit(request, answer);

    assertThat(models.of("left").request().inputs())
        .singleElement()
        .satisfies(given -> {
          assertThat(given.name()).isEqualTo("a");
          assertThat(given.tensor().data()).isEqualTo(input.tensor().data());
        });
    models.of("left").answer();
    assertThat(models.of("right").request().inputs().getFirst().tensor().data().byteSize())
        .as("the other use of it goes on")
        .isEqualTo(12);
    models.of("right").answer();
    models.of("join").answer();
    assertThat(answer.outputs()).containsExactly("O");
  }

  @Test
  void whatIsSaidOfARequestIsSaidOfItsSteps() throws Exception {
    Answer answer = submit(scheduler("I -> O", "left: a=I -> x=O"));
    InferenceRequest step = models.of("left").request();

    assertThat(step.id()).isEqualTo("id-7");
    assertThat(step.modelVersion()).isNull();
    assertThat(step.parameters()).isEqualTo(Map.of("priority", new Parameter.Int64(2)));
    assertThat(step.deadline()).isEqualTo(Deadline.after(Duration.ofSeconds(5), 0));
    models.of("left").answer();
    assertThat(answer.outputs()).containsExactly("O");
  }

  @Test
  void aTensorMayBeBothUsedAndGivenToTheCaller() throws Exception {
    Answer answer = submit(scheduler("I -> I L O", "left: a=I -> x=L\njoin: a=L b=L -> x=O"));
    models.of("left").answer();
    models.of("join").answer();

    assertThat(answer.outputs()).containsExactly("I", "L", "O");
  }

  @Test
  void onlyWhatIsAskedForIsRun() throws Exception {
    Answer answer = submit(scheduler("I -> L O", DIAMOND), "L");
    assertThat(models.asked()).containsExactly("left");
    models.of("left").answer();

    assertThat(answer.outputs()).containsExactly("L");
  }

  @Test
  void anOutputThatIsAnInputNeedsNoStep() throws Exception {
    Answer answer = submit(scheduler("I -> I O", "left: a=I -> x=O"), "I");

    assertThat(answer.outputs()).containsExactly("I");
    assertThat(models.held()).isEmpty();
  }

  @Test
  void aFailingStepFailsTheRequestAndCancelsTheOthers() throws Exception {
    EnsembleScheduler scheduler = scheduler("I -> O", DIAMOND);
    Answer answer = submit(scheduler);
    models.of("left").fail(ErrorCode.INTERNAL);

    assertThat(answer.failure())
        .hasMessage("ensemble 'e/1', step 0 (left): failed by the test")
        .satisfies(e -> assertThat(answer.code()).isEqualTo(ErrorCode.INTERNAL));
    assertThat(models.of("right").over()).isTrue();
    assertThat(scheduler.statistics().failures(FailureReason.BACKEND)).isEqualTo(1);
  }

  @Test
  void whatComesAfterAFailureIsReleased() throws Exception {
    Answer answer = submit(scheduler("I -> O", DIAMOND));
    models.of("right").begin();
    models.of("left").fail(ErrorCode.INVALID_ARGUMENT);
    models.of("right").answer();

    assertThat(answer.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(models.asked()).containsExactly("left", "right");
  }

  @Test
  void anEnsembleWhoseModelIsGoneIsUnavailable() throws Exception {
    Answer answer = submit(scheduler("I -> O", DIAMOND));
    models.of("left").answer();
    models.of("right").fail(ErrorCode.NOT_FOUND);

    assertThat(answer.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aCancelledRequestRunsNoFurtherStep() throws Exception {
    EnsembleScheduler scheduler = scheduler("I -> O", DIAMOND);
    Answer answer = new Answer();
    Cancellable work = Objects.requireNonNull(scheduler.trySubmit(request(), answer));
    models.of("right").begin();
    models.of("left").answer();
    work.cancel();
    work.cancel();
    models.of("right").answer();

    assertThat(answer.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(models.asked()).containsExactly("left", "right");
  }

  @Test
  void aRequestThatDoesNotFitIsRefused() throws Exception {
    EnsembleScheduler scheduler = scheduler("I -> O", "left: a=I -> x=O");
    Answer answer = new Answer();
    scheduler.trySubmit(requests.fitting(), answer);

    assertThat(answer.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(submit(scheduler, "NONE").code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(scheduler.statistics().failures(FailureReason.OTHER)).isEqualTo(2);
    assertThat(models.held()).isEmpty();
  }

  @Test
  void stepsThatAnswerAtOnceDoNotGrowTheStack() throws Exception {
    int length = 1_000;
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < length; i++) {
      steps.append(
          "left: a=%s -> x=%s\n"
              .formatted(i == 0 ? "I" : "T" + i, i + 1 == length ? "O" : "T" + (i + 1)));
    }
    models.answerAtOnce();

    assertThat(submit(scheduler("I -> O", steps.toString())).outputs()).containsExactly("O");
    assertThat(models.held()).hasSize(length);
  }

  @Test
  void countsItsRequests() throws Exception {
    EnsembleScheduler scheduler = scheduler("I -> O", DIAMOND);
    models.answerAtOnce();
    submit(scheduler);
    submit(scheduler);

    assertThat(scheduler.statistics().runs().count()).isEqualTo(2);
    assertThat(scheduler.statistics().runs().executions()).isEqualTo(2);
  }

  @Test
  void aStopRefusesNewRequestsAndFailsThoseThatTakeTooLong() throws Exception {
    EnsembleScheduler scheduler = scheduler("I -> O", DIAMOND);
    Answer answer = submit(scheduler);
    models.of("right").begin();
    scheduler.stop(Duration.ZERO);

    assertThat(answer.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    models.of("right").answer();
    try (InferenceRequest late = request()) {
      assertThat(scheduler.trySubmit(late, new Answer())).isNull();
    }
  }
}
