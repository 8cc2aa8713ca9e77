// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  @Test
  void countsRequestsWhereTheyWereIntendedAndAnswersWhereTheyCame() {
    Timeline timeline = new Timeline(Duration.ofNanos(100));
    timeline.intended(10);
    timeline.intended(20);
    timeline.intended(150);
    timeline.ended(10, 230, true);
    timeline.ended(20, 40, true);
    timeline.ended(150, 160, false);
    assertThat(timeline.slots())
        .containsExactly(
            new Timeline.Slot(2, 2, 0, 220, 1),
            new Timeline.Slot(1, 0, 1, 0, 0),
            new Timeline.Slot(0, 0, 0, 0, 1));
  }
}
