// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.testing.FakeModel;
import io.slipway.modelserver.testing.Requests;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
  private final Requests requests = new Requests();

  @Test
  void ordersInputsAsTheSignatureHasThem() {
    InferenceRequest request =
        requests.with(
            Deadline.NONE,
            requests.tensor("b", DataType.INT64, 1),
            requests.tensor("a", DataType.FP32, 1, 2));

    assertThat(SignatureCheck.inputs(request, FakeModel.SIGNATURE))
        .extracting(NamedTensor::name)
        .containsExactly("a", "b");
  }

  @Test
  void namesAnUnknownInputAndTheKnownOnes() {
    assertRefused("model 'm' has no input 'c' (expected: a, b)", tensor("c", DataType.FP32, 1, 2));
  }

  @Test
  void namesAMissingInputWithItsType() {
    assertRefused(
        "model 'm' needs the input 'b' (datatype INT64, shape [-1]), which is missing",
        tensor("a", DataType.FP32, 1, 2));
  }

  @Test
  void namesAnInputGivenTwice() {
    assertRefused(
        "input 'a' is given twice",
        tensor("a", DataType.FP32, 1, 2),
        tensor("a", DataType.FP32, 1, 2));
  }

  @Test
  void namesGivenAndExpectedDatatype() {
    assertRefused(
        "input 'a' of model 'm' has datatype FP64 (expected: FP32)",
        tensor("a", DataType.FP64, 1, 2),
        tensor("b", DataType.INT64, 1));
  }

  @Test
  void namesGivenAndExpectedShape() {
    assertRefused(
        "input 'a' of model 'm' has shape [1, 3] (expected: [-1, 2], -1 is any size)",
        tensor("a", DataType.FP32, 1, 3),
        tensor("b", DataType.INT64, 1));
  }

  @Test
  void givesAllOutputsWhenNoneAreAskedFor() {
    assertThat(SignatureCheck.outputs(requests.fitting(), FakeModel.SIGNATURE))
        .containsExactly("x", "y");
  }

  @Test
  void givesOutputsInTheOrderTheyAreAskedFor() {
    assertThat(SignatureCheck.outputs(requests.asking("y", "x"), FakeModel.SIGNATURE))
        .containsExactly("y", "x");
  }

  @Test
  void refusesUnknownAndRepeatedOutputs() {
    assertThatThrownBy(() -> SignatureCheck.outputs(requests.asking("z"), FakeModel.SIGNATURE))
        .isInstanceOf(ServingException.class)
        .hasMessage("model 'm' has no output 'z' (expected: x, y)");
    assertThatThrownBy(() -> SignatureCheck.outputs(requests.asking("x", "x"), FakeModel.SIGNATURE))
        .hasMessage("output 'x' is requested twice");
  }

  private NamedTensor tensor(String name, DataType datatype, long... shape) {
    return requests.tensor(name, datatype, shape);
  }

  private void assertRefused(String message, NamedTensor... inputs) {
    InferenceRequest request = requests.with(Deadline.NONE, inputs);
    assertThatThrownBy(() -> SignatureCheck.inputs(request, FakeModel.SIGNATURE))
        .isInstanceOf(ServingException.class)
        .hasMessage(message);
  }
}
