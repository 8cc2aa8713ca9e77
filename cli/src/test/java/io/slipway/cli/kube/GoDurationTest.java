// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "30s, PT30S",
    "1h30m, PT1H30M",
    "500ms, PT0.5S",
    "1.5m, PT90S",
    "-1s, PT-1S"
  })
  void readsWhatKubectlReads(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "1d", "1h 2m", "99999999999999999999h", "+-1s"})
  void anythingElseIsNone(String text) {
    assertThat(GoDuration.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT-5S, 0s", "PT45S, 45s", "PT119S, 119s", "PT2M, 2m", "PT3M20S, 3m20s", "PT10M5S, 10m",
    "PT2H59M, 179m", "PT5H, 5h", "PT5H10M, 5h10m", "PT9H30M, 9h", "PT50H, 2d2h", "P9D, 9d",
    "P900D, 2y170d"
  })
  void anAgeHasAtMostTwoUnits(Duration age, String text) {
    assertThat(GoDuration.age(age)).isEqualTo(text);
  }
}
