// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
  @ParameterizedTest
  @CsvSource({
    "powers-of-two, 0, 0",
    "powers-of-two, 1, 1",
    "powers-of-two, 2, 2",
    "powers-of-two, 3, 4",
    "powers-of-two, 4, 4",
    "powers-of-two, 5, 8",
    "powers-of-two, 4611686018427387904, 4611686018427387904",
    "any, 1, 0",
    "any, 1000000, 0",
    "'16,64', 1, 16",
    "'16, 64', 16, 16",
    "'16,64', 17, 64",
    "'16,64', 65, 65",
    "'16,64', 66, 66",
  })
  void sizesOfOneBucketMayBeTogether(String buckets, long size, long bucket) {
    assertThat(Buckets.parse(buckets).of(size)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @CsvSource({"sometimes", "''", "'16,'", "'64,16'", "0", "'16,16'", "-4", "1.5"})
  void refusesWhatIsNoBuckets(String text) {
    assertThatThrownBy(() -> Buckets.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("buckets: ");
  }

  @Test
  void limitsAreCopied() {
    assertThat(new Buckets.Limits(List.of(4L, 8L)).limits()).containsExactly(4L, 8L);
  }
}
