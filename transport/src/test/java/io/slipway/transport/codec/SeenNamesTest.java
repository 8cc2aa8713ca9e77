// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeenNamesTest {
  private final SeenNames names = new SeenNames();

  @Test
  void tellsWhatWasThereHoweverManyThereAre() {
    for (int i = 0; i < 100; i++) {
      assertThat(names.add("n" + i)).isTrue();
      for (int j = 0; j <= i; j++) {
        assertThat(names.add("n" + j)).isFalse();
      }
    }
  }

  @Test
  void forgetsAll() {
    for (int i = 0; i < 20; i++) {
      names.add("n" + i);
    }
    names.clear();
    assertThat(names.add("n0")).isTrue();
    assertThat(names.add("n19")).isTrue();
    assertThat(names.add("n0")).isFalse();
  }
}
