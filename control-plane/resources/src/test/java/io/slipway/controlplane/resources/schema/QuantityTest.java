// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
}
