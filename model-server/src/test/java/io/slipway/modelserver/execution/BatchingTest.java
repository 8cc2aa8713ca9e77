// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingTest {
  @Test
  void runsNothingTogetherByDefault() {
    assertThat(Batching.NONE.together()).isFalse();
    assertThat(new Batching(1, List.of(), Duration.ZERO).together()).isFalse();
    assertThat(new Batching(2, List.of(), Duration.ZERO).together()).isTrue();
  }

  @Test
  void refusesSizesThatAreNotOnesOfTheBatch() {
    for (List<Integer> sizes : List.of(List.of(0), List.of(4, 2), List.of(2, 2), List.of(9))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Batching(8, sizes, Duration.ZERO))
          .withMessageContaining("preferredSizes: " + sizes);
    }
  }

  @Test
  void refusesNegativeSizesAndDelays() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Batching(-1, List.of(), Duration.ZERO))
        .withMessage("maxBatchSize: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Batching(8, List.of(), Duration.ofNanos(-1)))
        .withMessageContaining("maxDelay");
  }

  @Test
  void staysWhenTheWorkersChange() {
    Batching batching = new Batching(8, List.of(4, 8), Duration.ofMillis(2));
    assertThat(ExecutionConfig.forCores(4).withBatching(batching).withWorkers(1).batching())
        .isEqualTo(batching);
  }
}
