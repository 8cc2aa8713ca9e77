// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  @Test
  void judgesByTheMedian() {
    Spread figure = Spread.of(List.of(4.0, 1.0, 30.0));
    assertThat(figure).isEqualTo(new Spread(4, 1, 30));
    assertThat(Verdict.atMost("iris", "seconds", figure, 4).met()).isTrue();
    assertThat(Verdict.atMost("iris", "seconds", figure, 3.9).met()).isFalse();
    assertThat(Verdict.atLeast("iris", "rate", figure, 4.1).met()).isFalse();
  }

  @Test
  void meetsNoTargetWithAFigureThatIsNone() {
    Spread none = Spread.of(List.of(Double.NaN));
    assertThat(Verdict.atMost("iris", "seconds", none, 5).met()).isFalse();
    assertThat(Verdict.atLeast("iris", "seconds", none, 5).met()).isFalse();
  }

  @Test
  void takesTheMiddleOfAnEvenNumberOfRounds() {
    assertThat(Spread.of(List.of(1.0, 2.0, 4.0, 100.0)).median()).isEqualTo(3);
  }

  @Test
  void writesRowsOfATable() {
    Spread figure = new Spread(0.12345, 0, 1234);
    assertThat(Verdict.atMost("iris", "ratio", figure, 1).row())
        .isEqualTo("| iris | ratio | 0.123 (0-1234) | at most 1.00 | yes |\n");
    assertThat(Verdict.atLeast("iris", "ratio", figure, 1).row())
        .endsWith("| at least 1.00 | **no** |\n");
    assertThat(Verdict.told("iris", "ratio", figure).row()).endsWith("|  |  |\n");
  }
}
