// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.loadtests.load.Timeline.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
  private static final Slot USUAL = new Slot(10, 10, 0, 100, 10);
  private static final Slot REFUSED = new Slot(10, 9, 1, 100, 9);
  private static final Slot SLOW = new Slot(10, 10, 0, 101, 10);

  @Test
  void lastsUntilNoRequestIsRefusedOrSlowAnyMore() {
    assertThat(Recovery.seconds(List.of(REFUSED, SLOW, USUAL, SLOW, USUAL, USUAL), 0.1, 100))
        .isEqualTo(0.4);
    assertThat(Recovery.seconds(List.of(REFUSED, USUAL), 0.1, 100)).isEqualTo(0.1);
  }

  @Test
  void takesNoTimeWhereAllIsAsUsual() {
    assertThat(Recovery.seconds(List.of(USUAL, USUAL), 0.1, 100)).isZero();
  }
}
