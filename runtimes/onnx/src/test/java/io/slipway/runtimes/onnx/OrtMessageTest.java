// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OrtMessageTest {
  @Test
  void dropsPlacesInTheSource() {
    assertThat(
            OrtMessage.clean(
                "Non-zero status code returned while running Add node. Name:'head/add' Status"
                    + " Message: /src/core/element_wise_ops.h:583 void"
                    + " onnxruntime::BroadcastIterator::Append(ptrdiff_t, ptrdiff_t) 2 by 3\n\n"))
        .isEqualTo("operator Add 'head/add': 2 by 3");
  }

  @Test
  void dropsAFunctionsNameWithoutSignature() {
    assertThat(
            OrtMessage.clean(
                "Error: tensorprotoutils.cc:453 ValidatePath External data path does not exist:"
                    + " \"x\""))
        .isEqualTo("Error: External data path does not exist: \"x\"");
  }

  @Test
  void makesOneLine() {
    assertThat(OrtMessage.clean("Got invalid dimensions\n index: 1 Got: 3\n"))
        .isEqualTo("Got invalid dimensions index: 1 Got: 3");
  }

  @ParameterizedTest
  @CsvSource({
    "2, anything, INVALID_ARGUMENT",
    "1, Attempting to broadcast an axis, INVALID_ARGUMENT",
    "6, The dimension mismatch, INVALID_ARGUMENT",
    "1, Failed to allocate memory, INTERNAL",
  })
  void tellsTheCallersFaultFromOurs(int code, String reason, ErrorCode expected) {
    assertThat(OrtMessage.runFailure("m/1", new OrtException(code, reason)).code())
        .isEqualTo(expected);
  }
}
