// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PeerTest {
  @Test
  void readsWhatAnotherServerDid() {
    assertThat(TailScenario.Peer.parse("MLServer:iris:json:700:4.5"))
        .isEqualTo(new TailScenario.Peer("MLServer", "iris", Protocol.JSON, 700, 4.5));
  }

  @Test
  void saysWhatIsExpected() {
    assertThatThrownBy(() -> TailScenario.Peer.parse("MLServer:iris"))
        .hasMessageContaining("expected: NAME:MODEL:PROTOCOL:RATE:P99_MS");
  }
}
