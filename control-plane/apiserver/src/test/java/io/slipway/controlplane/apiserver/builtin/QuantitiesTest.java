// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "1500m, 1500m",
    "0.5, 500m",
    "1, 1",
    "0, 0",
    "0Mi, 0",
    "2000, 2k",
    "1000000, 1M",
    "1.5G, 1500M",
    "-1500m, -1500m",
    "1n, 1n",
    "0.1n, 1n",
    "5000000E, 5000000E",
    "1024Mi, 1Gi",
    "1000Mi, 1000Mi",
    "0.5Gi, 512Mi",
    "0.5Ki, 512",
    "1536Ki, 1536Ki",
    "1024Ei, 1024Ei",
    "1e3, 1e3",
    "12e2, 1200",
    "1E3, 1e3",
    "1E, 1E",
  })
  void eachAmountHasOneForm(String written, String canonical) {
    assertThat(Quantities.canonical(written)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Gi", "1 Gi", "1gi", "1GiB", "one", "1e", "1..5", "1e99999", "--1"})
  void whatIsNoQuantityIsRefused(String text) {
    assertThatThrownBy(() -> Quantities.canonical(text))
        .hasMessageContaining("quantities must match the regular expression");
  }
}
