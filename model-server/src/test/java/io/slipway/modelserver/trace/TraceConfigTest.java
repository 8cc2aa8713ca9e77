// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceConfigTest {
  private static final Path FILE = Path.of("t.json");

  @Test
  void beginsAsTritonDoes() {
    assertThat(TraceConfig.off(FILE))
        .isEqualTo(new TraceConfig(FILE, TraceLevels.OFF, 1000, -1, 0, 1 << 30));
  }

  @Test
  void readsEveryOption() {
    assertThat(
            TraceConfig.parse(
                FILE, "level=TENSORS+TIMESTAMPS, rate=2,count=3,log-frequency=4,bytes=5MiB"))
        .isEqualTo(new TraceConfig(FILE, new TraceLevels(true, true), 2, 3, 4, 5 << 20));
  }

  @ParameterizedTest
  @CsvSource({
    "rate, 'rate' (expected: level=",
    "speed=1, 'speed' (expected: level=",
    "rate=x, rate=x (expected: level=",
    "rate=0, rate=0 (expected: >= 1)",
    "count=-2, count=-2 (expected: >= -1)",
    "log-frequency=-1, log-frequency=-1 (expected: >= 0)",
    "bytes=0, bytes=0 (expected: >= 1)",
    "level=MAX, trace_level: 'MAX' (expected: OFF",
  })
  void saysWhatIsWrong(String options, String message) {
    assertThatThrownBy(() -> TraceConfig.parse(FILE, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void takesEachOptionOnce() {
    assertThatThrownBy(() -> TraceConfig.parse(FILE, "rate=1,rate=2"))
        .hasMessage("'rate' is given twice");
  }
}
