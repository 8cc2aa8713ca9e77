// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexesTest {
  @ParameterizedTest
  @CsvSource({"''", "'0'", "'0,2'", "'0-2'", "'1,3-5,7'", "'0,1'"})
  void areWrittenAsTheyAreRead(String text) {
    assertThat(Indexes.text(Indexes.parse(text, 10))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"'0-9', 3, '0-2'", "'5,7', 6, '5'"})
  void endWhereTheJobDoes(String text, int below, String kept) {
    BitSet indexes = Indexes.parse(text, below);

    assertThat(Indexes.text(indexes)).isEqualTo(kept);
  }
}
