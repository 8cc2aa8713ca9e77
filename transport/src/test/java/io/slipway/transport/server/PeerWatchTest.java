// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.transport.server.PeerWatch.Finding;
import org.junit.jupiter.api.Test;

class PeerWatchTest {
  private final PeerWatch watch = new PeerWatch(20, 300, 0);

  @Test
  void noticesAFrameThatIsNotEnded() {
    assertThat(watch.look(15, true, false)).isEqualTo(Finding.FINE);
    assertThat(watch.look(20, true, false)).isEqualTo(Finding.FINE);
    assertThat(watch.look(21, true, false)).isEqualTo(Finding.STUCK);
  }

  @Test
  void startsAnewWithEveryFrame() {
    watch.look(15, true, false);
    watch.frame();
    assertThat(watch.look(21, true, false)).isEqualTo(Finding.FINE);
    assertThat(watch.look(41, true, false)).isEqualTo(Finding.FINE);
    assertThat(watch.look(42, true, false)).isEqualTo(Finding.STUCK);
  }

  @Test
  void asksASilentClientOnceAndGivesItUp() {
    assertThat(watch.look(300, false, true)).isEqualTo(Finding.FINE);
    assertThat(watch.look(301, false, true)).isEqualTo(Finding.SILENT);
    assertThat(watch.look(321, false, true)).isEqualTo(Finding.FINE);
    assertThat(watch.look(322, false, true)).isEqualTo(Finding.GONE);
  }

  @Test
  void isContentWithAnyAnswer() {
    watch.look(301, false, true);
    watch.frame();
    assertThat(watch.look(310, false, true)).isEqualTo(Finding.FINE);
    assertThat(watch.look(610, false, true)).isEqualTo(Finding.FINE);
    assertThat(watch.look(611, false, true)).isEqualTo(Finding.SILENT);
  }

  @Test
  void leavesAClientAloneThatHasNothingOpen() {
    assertThat(watch.look(10_000, false, false)).isEqualTo(Finding.FINE);
  }
}
