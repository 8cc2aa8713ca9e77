// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.agent.network.SocketRules.Program;
import org.junit.jupiter.api.Test;

class SocketRulesTest {
  @Test
  void instructionsAreWrittenAsTheKernelReadsThem() {
    byte[] code = new Instructions().set(Instructions.R2, 0x01020304).allow().bytes();

    assertThat(code)
        .asHexString()
        .isEqualTo(
            "BF16000000000000" + "B402000004030201" + "B700000001000000" + "9500000000000000");
  }

  @Test
  void aJumpCountsTheInstructionsThatItLeavesOut() {
    byte[] code =
        new Instructions()
            .ifOther(Instructions.R2, 7, "end")
            .set(Instructions.R3, 1)
            .set(Instructions.R3, 2)
            .label("end")
            .allow()
            .bytes();

    assertThat(code[Instructions.SIZE + 2]).isEqualTo((byte) 2);
  }

  @Test
  void aJumpGoesForward() {
    Instructions code = new Instructions().label("before").go("before").allow();

    assertThatThrownBy(code::bytes).hasMessageContaining("no label before");
  }

  @Test
  void aPodWithAnAddressOfItsOwnHasRulesForAllThatItListensOn() {
    assertThat(SocketRules.of("127.64.1.2", "127.64.0.0").programs())
        .extracting(Program::hook)
        .containsExactly(8, 9, 10, 22);
  }

  @Test
  void aPodOfTheMachinesNetworkListensAsItSays() {
    assertThat(SocketRules.of("127.0.0.1", "127.64.0.0").programs())
        .extracting(Program::hook)
        .containsExactly(10);
  }

  @Test
  void anAddressIsALiteral() {
    assertThatThrownBy(() -> SocketRules.of("localhost", "127.64.0.0"))
        .hasMessage("localhost (expected: an IPv4 address)");
  }
}
