// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.config.SequenceBatching.Strategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {
  @ParameterizedTest
  @CsvSource({
    // delay, utilization, ready, most, waited: size
    "0, 0, 1, 4, 0, 1",
    "0, 0, 9, 4, 0, 4",
    "0, 1, 1, 4, 0, 1",
    "10, 0, 1, 4, 0, 1",
    "10, 0.5, 1, 4, 9, 0",
    "10, 0.5, 1, 4, 10, 1",
    "10, 0.5, 2, 4, 0, 2",
    "10, 1, 3, 4, 9, 0",
    "10, 1, 4, 4, 0, 4",
  })
  void directWaitsForTheUtilizationUntilTheDelayIsOver(
      long delay, double utilization, int ready, int most, long waited, int size) {
    Strategy direct = new Strategy.Direct(Duration.ofNanos(delay), utilization);
    assertThat(BatchSize.choose(direct, ready, most, waited)).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    // delay, preferred, ready, most, waited: size
    "0, '', 3, 8, 0, 3",
    "10, '', 3, 8, 9, 0",
    "10, '', 8, 8, 0, 8",
    "10, '', 9, 8, 0, 8",
    "10, 4, 3, 8, 9, 0",
    "10, 4, 3, 8, 10, 3",
    "10, 4, 6, 8, 0, 4",
    "10, 4, 6, 8, 10, 6",
    "10, '2 6', 5, 8, 0, 2",
    "10, '2 6', 7, 8, 0, 6",
  })
  void oldestWaitsForAPreferredSizeUntilTheDelayIsOver(
      long delay, String preferred, int ready, int most, long waited, int size) {
    List<Integer> sizes =
        preferred.isEmpty()
            ? List.of()
            : Arrays.stream(preferred.split(" ", -1)).map(Integer::valueOf).toList();
    Strategy oldest = new Strategy.Oldest(0, sizes, Duration.ofNanos(delay), false);
    assertThat(BatchSize.choose(oldest, ready, most, waited)).isEqualTo(size);
  }

  @Test
  void oldestMayHaveMoreSlotsThanABatchHasPlaces() {
    assertThat(BatchSize.slots(new Strategy.Direct(Duration.ZERO, 0), 4)).isEqualTo(4);
    assertThat(BatchSize.slots(new Strategy.Oldest(0, List.of(), Duration.ZERO, false), 4))
        .isEqualTo(4);
    assertThat(BatchSize.slots(new Strategy.Oldest(100, List.of(), Duration.ZERO, false), 4))
        .isEqualTo(100);
  }
}
