// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchFormationTest {
  private static final long MANY = 1_000;

  private final JobQueue waiting = new JobQueue();
  private final List<Job> chosen = new ArrayList<>();
  private final List<Job> late = new ArrayList<>();

  /** Rows that wait, of requests that came when the model was idle, and rows of the next run. */
  @ParameterizedTest
  @CsvSource({
    // max, preferred, rows that wait, rows that run
    "8, '', '1', '1'",
    "8, '', '1 1 1', '1 1 1'",
    "8, '', '3 3 3', '3 3'",
    "8, '', '5 4 3', '5 3'",
    "8, '', '8 1', '8'",
    "8, '', '9 1', '9'",
    "1, '', '1 1', '1'",
    "0, '', '1 1', '1'",
    "8, '4', '1 1 1 1 1', '1 1 1 1'",
    "8, '4', '1 1 1', '1 1 1'",
    "8, '2 4', '1 1 1 1 1', '1 1 1 1'",
    "8, '4', '3 3', '3 3'",
    "8, '4', '1 1 1 1 1 1 1 1 1', '1 1 1 1 1 1 1 1'",
    "8, '4', '3 1 3', '3 1'",
  })
  void takesWhatFitsInTheOrderOfArrival(int max, String preferred, String rows, String run) {
    for (int each : numbers(rows)) {
      waiting.add(Jobs.job(0, each, 2));
    }
    BatchFormation formation = formation(max, preferred, 1_000);
    assertThat(formation.choose(waiting, 0, MANY, true, chosen, late)).isZero();
    assertThat(chosen).extracting(job -> (int) job.rows).isEqualTo(numbers(run));
  }

  /** All came at time 0 when the model was busy; the delay is 1000. */
  @ParameterizedTest
  @CsvSource({
    // preferred, rows that wait, expected, now, nanos to wait
    "'', '1', 1000, 0, 1000",
    "'', '1 2', 1000, 400, 600",
    "'', '1', 1000, 1000, 0",
    "'', '8', 1000, 0, 0",
    "'', '1 1', 2, 0, 0",
    "'', '1 1', 3, 0, 1000",
    "'4', '1 1', 1000, 0, 1000",
    "'4', '1 1 1 1', 1000, 0, 0",
    "'4', '3 2', 1000, 0, 0",
    "'4 6', '3 2', 1000, 10, 990",
    "'4', '1', 1, 0, 0",
  })
  void waitsForMoreIfTheModelWasBusyAndMoreCanBeHopedFor(
      String preferred, String rows, long expected, long now, long nanos) {
    for (int each : numbers(rows)) {
      waiting.add(patient(Jobs.job(0, each, 2)));
    }
    BatchFormation formation = formation(8, preferred, 1_000);
    assertThat(formation.choose(waiting, now, expected, true, chosen, late)).isEqualTo(nanos);
    assertThat(chosen.isEmpty()).isEqualTo(nanos > 0);
    chosen.clear();
    assertThat(formation.choose(waiting, now, expected, false, chosen, late)).isZero();
    assertThat(chosen).isNotEmpty();
  }

  @Test
  void doesNotWaitForOneThatCameToAnIdleModel() {
    waiting.add(Jobs.job(0, 1, 2));
    waiting.add(patient(Jobs.job(0, 1, 2)));
    assertThat(formation(8, "", 1_000).choose(waiting, 0, MANY, true, chosen, late)).isZero();
    assertThat(chosen).hasSize(2);
  }

  @Test
  void doesNotWaitWhileOthersWaitThatDoNotFit() {
    Job first = patient(Jobs.job(0, 1, 2));
    waiting.add(first);
    waiting.add(patient(Jobs.job(0, 1, 3)));
    assertThat(formation(8, "", 1_000).choose(waiting, 0, MANY, true, chosen, late)).isZero();
    assertThat(chosen).containsExactly(first);
  }

  @Test
  void putsTogetherOnlyWhatHasOneShapeAndAsksForTheSame() {
    Job first = Jobs.job(0, 1, 2);
    Job fitting = Jobs.job(0, 3, 2);
    waiting.add(first);
    waiting.add(Jobs.job(0, 1, 3));
    waiting.add(Jobs.asking(List.of("y"), 1, 2));
    waiting.add(fitting);
    assertThat(formation(8, "", 0).choose(waiting, 0, MANY, true, chosen, late)).isZero();
    assertThat(chosen).containsExactly(first, fitting);
  }

  @Test
  void leavesOutWhoseDeadlineHasPassed() {
    Job before = Jobs.until(10, 1, 2);
    Job first = Jobs.until(11, 1, 2);
    Job between = Jobs.until(10, 1, 2);
    Job last = Jobs.job(0, 1, 2);
    for (Job job : List.of(before, first, between, last)) {
      waiting.add(job);
    }
    assertThat(formation(8, "", 0).choose(waiting, 10, MANY, true, chosen, late)).isZero();
    assertThat(chosen).containsExactly(first, last);
    assertThat(late).containsExactly(before, between);
  }

  @Test
  void choosesNothingIfAllAreLate() {
    waiting.add(Jobs.until(10, 1, 2));
    assertThat(formation(8, "", 0).choose(waiting, 10, MANY, true, chosen, late)).isZero();
    assertThat(chosen).isEmpty();
    assertThat(late).hasSize(1);
  }

  @Test
  void joinsNothingIfAnOutputIsNoBatch() {
    ModelSignature signature =
        new ModelSignature(
            "fake",
            List.of(new TensorSpec("a", DataType.UINT8, Shape.of(-1, -1))),
            List.of(new TensorSpec("x", DataType.UINT8, Shape.of(1))));
    Batching batching = new Batching(8, List.of(), Duration.ZERO);
    assertThat(new BatchFormation(batching, new RequestFit(signature, null)).together()).isFalse();
  }

  private static Job patient(Job job) {
    job.patient = true;
    return job;
  }

  private static List<Integer> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(Integer::parseInt).toList();
  }

  private static BatchFormation formation(int max, String preferred, long delayNanos) {
    ModelSignature signature =
        new ModelSignature(
            "fake",
            List.of(new TensorSpec("a", DataType.UINT8, Shape.of(-1, -1))),
            List.of(
                new TensorSpec("x", DataType.UINT8, Shape.of(-1, -1)),
                new TensorSpec("y", DataType.UINT8, Shape.of(-1, -1))));
    Batching batching = new Batching(max, numbers(preferred), Duration.ofNanos(delayNanos));
    return new BatchFormation(batching, new RequestFit(signature, null));
  }
}
