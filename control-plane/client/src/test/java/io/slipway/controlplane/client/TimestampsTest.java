// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00.000000Z",
    "2026-01-01T00:00:00.5Z, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00.500000Z",
    "2026-01-01T00:00:01.123456789Z, 2026-01-01T00:00:01Z, 2026-01-01T00:00:01.123456Z"
  })
  void writesAsKubernetesDoes(String time, String seconds, String micros) {
    assertThat(Timestamps.text(Instant.parse(time))).isEqualTo(seconds);
    assertThat(Timestamps.micros(Instant.parse(time))).isEqualTo(micros);
  }
}
