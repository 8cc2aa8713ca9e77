// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.execution.QueuePolicies.Policy;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Requests requests = new Requests();

  @Test
  void noneChangesNothing() {
    InferenceRequest request = requests.fitting();
    assertThat(Admission.NONE.admit(request, 0)).isSameAs(request);
  }

  @Test
  void aBatchUpToTheLimitIsAdmitted() {
    InferenceRequest request = requests.fitting();
    assertThat(batches(3).admit(request, 0)).isSameAs(request);
    assertThatThrownBy(() -> batches(2).admit(request, 0))
        .hasMessage(
            "input 'a' of model 'm' has a batch of 3 (expected: at most 2, its max_batch_size)");
  }

  @Test
  void allInputsHaveOneBatch() {
    InferenceRequest request =
        requests.with(
            Deadline.NONE,
            requests.tensor("a", DataType.FP32, 2, 2),
            requests.tensor("b", DataType.INT64, 1));
    assertThatThrownBy(() -> batches(8).admit(request, 0))
        .hasMessage(
            "input 'b' of model 'm' has a batch of 1 (expected: 2, as the inputs before it)");
  }

  @Test
  void waitingEndsWithTheEarlierOfBothDeadlines() {
    Admission admission =
        new Admission(
            0,
            PriorityLevels.NONE,
            QueuePolicies.of(0, Duration.ofNanos(100), TimeoutAction.REJECT));
    assertThat(admission.admit(requests.fitting(), 5).deadline())
        .isEqualTo(new Deadline(true, 105));
    Deadline earlier = new Deadline(true, 50);
    InferenceRequest request = requests.with(earlier, requests.fittingInputs());
    assertThat(admission.admit(request, 5)).isSameAs(request);
    InferenceRequest later = requests.with(new Deadline(true, 500), requests.fittingInputs());
    assertThat(admission.admit(later, 5).deadline().nanoTime()).isEqualTo(105);
  }

  @Test
  void everyLevelHasItsOwnTime() {
    Policy quick = new Policy(0, Duration.ofNanos(10), TimeoutAction.REJECT);
    Policy patient = new Policy(0, Duration.ofNanos(20), TimeoutAction.DELAY);
    Admission admission =
        new Admission(
            0,
            new PriorityLevels(3, 3),
            new QueuePolicies(Policy.NONE, Map.of(1, quick, 2, patient)));

    assertThat(deadline(admission, 1)).isEqualTo(new Deadline(true, 15));
    assertThat(deadline(admission, 2)).isEqualTo(Deadline.NONE);
    assertThat(deadline(admission, 3)).isEqualTo(Deadline.NONE);
    assertThat(deadline(admission, 0)).isEqualTo(Deadline.NONE);
  }

  private Deadline deadline(Admission admission, long level) {
    InferenceRequest request =
        requests.fitting().withParameters(Map.of("priority", new Parameter.Int64(level)));
    return admission.admit(request, 5).deadline();
  }

  private static Admission batches(int maxBatchSize) {
    return new Admission(maxBatchSize, PriorityLevels.NONE, QueuePolicies.NONE);
  }
}
