// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
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

  private static ModelSignature signature(Shape input, Shape output) {
    return new ModelSignature(
        "fake",
        List.of(new TensorSpec("x", DataType.FP32, input)),
        List.of(new TensorSpec("y", DataType.FP32, output)));
  }

  @Test
  void everyInputAndOutputMustBeABatch() {
    Batching batching = new Batching(8, List.of(), Duration.ZERO);
    Shape batch = Shape.of(-1, 2);

    assertThatNoException().isThrownBy(() -> batching.requireBatches(signature(batch, batch)));
    assertThatThrownBy(() -> batching.requireBatches(signature(Shape.of(1, 2), batch)))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("input 'x' has the shape [1, 2]");
    assertThatThrownBy(() -> batching.requireBatches(signature(batch, Shape.SCALAR)))
        .hasMessageContaining("output 'y' has the shape []");
    assertThatNoException()
        .isThrownBy(() -> Batching.NONE.requireBatches(signature(Shape.SCALAR, batch)));
  }

  @Test
  void aSmallerBatchHasOnlyItsPreferredSizes() {
    Batching batching = new Batching(8, List.of(4, 8), Duration.ofMillis(2));

    assertThat(batching.upTo(6)).isEqualTo(new Batching(6, List.of(4), Duration.ofMillis(2)));
    assertThat(batching.upTo(9)).isSameAs(batching);
  }
}
