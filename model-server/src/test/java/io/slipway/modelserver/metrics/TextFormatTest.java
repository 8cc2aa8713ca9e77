// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextFormatTest {
  @Test
  void escapesLabels() {
    assertThat(TextFormat.labels("a", "b", "c", "d\"e\\f\ng"))
        .isEqualTo("a=\"b\",c=\"d\\\"e\\\\f\\ng\"");
  }

  @Test
  void writesMetrics() {
    TextFormat out = new TextFormat();
    out.metric("m", "counter", "What it is.").sample("a=\"1\"", 7);
    out.sample("_sum", "a=\"1\"", "0.5");
    assertThat(out.text())
        .isEqualTo("# HELP m What it is.\n# TYPE m counter\nm{a=\"1\"} 7\nm_sum{a=\"1\"} 0.5\n");
  }
}
