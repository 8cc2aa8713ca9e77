// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.client.MalformedObjectException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1000",
    "500m, 1, 500",
    "1.5Gi, 1610612736, 1610612736000",
    "64Mi, 67108864, 67108864000",
    "2k, 2000, 2000000",
    "1e3, 1000, 1000000",
    "1500n, 1, 1",
    "0, 0, 0",
    "0.1, 1, 100"
  })
  void readsAmounts(String text, long whole, long thousandths) {
    assertThat(Quantity.whole(text)).isEqualTo(whole);
    assertThat(Quantity.thousandths(text)).isEqualTo(thousandths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1X", "Gi", "1.2.3", "--1"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Quantity.exact(text))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("is no quantity");
  }
}
