// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceHeaderTest {
  @Test
  void withoutTheHeaderAllIsJson() {
    assertThat(InferenceHeader.jsonLength(null, 17)).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "17", " 5 "})
  void takesLengthsWithinTheBody(String value) {
    assertThat(InferenceHeader.jsonLength(value, 17)).isEqualTo(Integer.parseInt(value.strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "18", "x", "", "1.5", "99999999999999999999"})
  void refusesWhatIsNoLengthWithinTheBody(String value) {
    assertThatThrownBy(() -> InferenceHeader.jsonLength(value, 17))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(
            "Inference-Header-Content-Length: '"
                + value
                + "' (expected: a number from 0 to 17, the size of the body)");
  }

  @Test
  void takesZeroWhichAnnouncesARawBinaryRequest() {
    assertThat(InferenceHeader.jsonLength("0", 17)).isZero();
  }
}
