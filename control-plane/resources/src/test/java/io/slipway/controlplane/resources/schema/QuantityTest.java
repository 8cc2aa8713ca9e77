// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "500m", "1Gi", "0.5", ".5", "5.", "-1", "+1k", "1e3", "1E-3", "2E"})
  void accepts(String text) {
    assertThat(Quantity.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "m", "1 Gi", "1GB", "1e", "1e+", "1Gii", "0x1", "one", "1K"})
  void refuses(String text) {
    assertThat(Quantity.isValid(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "500m, 0.5",
    "3u, 0.000003",
    "7n, 0.000000007",
    "2k, 2000",
    "1.5M, 1500000",
    "1Gi, 1073741824",
    "0.5Ki, 512",
    "1e3, 1000",
    "2E, 2000000000000000000",
    "-1, -1",
  })
  void areWorth(String text, BigDecimal value) {
    assertThat(Quantity.value(text)).isEqualByComparingTo(value);
  }

  @Test
  void ofOtherTextsAreWorthNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantity.value("1GB"))
        .withMessage("1GB (expected: a quantity such as 1, 500m or 2Gi)");
  }
}
