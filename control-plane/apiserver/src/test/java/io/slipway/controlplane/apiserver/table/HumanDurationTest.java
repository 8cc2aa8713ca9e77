// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
  @ParameterizedTest
  @CsvSource({
    "PT-5S, <invalid>",
    "PT-1.5S, 0s",
    "PT-0.5S, 0s",
    "PT0S, 0s",
    "PT1.999S, 1s",
    "PT119S, 119s",
    "PT120S, 2m",
    "PT125S, 2m5s",
    "PT9M59S, 9m59s",
    "PT10M, 10m",
    "PT2H59M, 179m",
    "PT3H, 3h",
    "PT3H7M, 3h7m",
    "PT7H59M, 7h59m",
    "PT8H30M, 8h",
    "PT47H, 47h",
    "PT48H, 2d",
    "PT49H, 2d1h",
    "P7DT23H, 7d23h",
    "P8DT1H, 8d",
    "P729D, 729d",
    "P730D, 2y",
    "P731D, 2y1d",
    "P2919D, 7y364d",
    "P2920D, 8y",
    "P4000D, 10y",
  })
  void isWrittenForPeople(Duration duration, String text) {
    assertThat(HumanDuration.of(duration)).isEqualTo(text);
  }
}
