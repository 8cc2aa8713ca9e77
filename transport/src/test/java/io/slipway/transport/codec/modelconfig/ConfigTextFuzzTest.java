// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigTextFuzzTest {
  private static final int INPUTS = 5_000;

  @Test
  void wholeTextsAreReadAsProtobufReadsThem() {
    ConfigTextFuzz fuzz = new ConfigTextFuzz(1);
    for (int i = 0; i < INPUTS; i++) {
      fuzz.whole();
    }
  }

  @Test
  void damagedTextsAreRefusedWithAPlaceOrGoodAfterAll() {
    ConfigTextFuzz fuzz = new ConfigTextFuzz(2);
    for (int i = 0; i < INPUTS; i++) {
      fuzz.damaged();
    }
    assertThat(fuzz.accepted()).isBetween(INPUTS / 100, INPUTS / 2);
  }
}
