// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.testing.Requests;
import java.time.Duration;
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
    assertThat(new Admission(3, Duration.ZERO).admit(request, 0)).isSameAs(request);
    assertThatThrownBy(() -> new Admission(2, Duration.ZERO).admit(request, 0))
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
    assertThatThrownBy(() -> new Admission(8, Duration.ZERO).admit(request, 0))
        .hasMessage(
            "input 'b' of model 'm' has a batch of 1 (expected: 2, as the inputs before it)");
  }

  @Test
  void waitingEndsWithTheEarlierOfBothDeadlines() {
    Admission admission = new Admission(0, Duration.ofNanos(100));
    assertThat(admission.admit(requests.fitting(), 5).deadline())
        .isEqualTo(new Deadline(true, 105));
    Deadline earlier = new Deadline(true, 50);
    InferenceRequest request = requests.with(earlier, requests.fittingInputs());
    assertThat(admission.admit(request, 5)).isSameAs(request);
    InferenceRequest later = requests.with(new Deadline(true, 500), requests.fittingInputs());
    assertThat(admission.admit(later, 5).deadline().nanoTime()).isEqualTo(105);
  }
}
