// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OutputShapesTest {
  private static final OnnxNode BATCH_OF_TWO = node(Shape.of(-1, 2), "batch", "");

  private static OnnxNode node(Shape shape, String... symbols) {
    return new OnnxNode(new TensorSpec("x", DataType.INT8, shape), true, List.of(symbols));
  }

  private static @Nullable Shape predict(List<OnnxNode> inputs, OnnxNode output, Shape... actual) {
    List<NamedTensor> tensors =
        Stream.of(actual)
            .map(shape -> Tensor.ofHeap(DataType.INT8, shape, new byte[(int) shape.elementCount()]))
            .map(tensor -> new NamedTensor("x", tensor))
            .toList();
    return OutputShapes.of(inputs, List.of(output)).predict(0, tensors);
  }

  @Test
  void knowsFixedDimensions() {
    assertThat(predict(List.of(BATCH_OF_TWO), node(Shape.of(3, 4), "", ""), Shape.of(1, 2)))
        .isEqualTo(Shape.of(3, 4));
  }

  @Test
  void knowsAScalar() {
    assertThat(predict(List.of(BATCH_OF_TWO), node(Shape.SCALAR), Shape.of(1, 2)))
        .isEqualTo(Shape.SCALAR);
  }

  @Test
  void takesANamedDimensionFromTheInput() {
    assertThat(predict(List.of(BATCH_OF_TWO), node(Shape.of(5, -1), "", "batch"), Shape.of(7, 2)))
        .isEqualTo(Shape.of(5, 7));
  }

  @Test
  void knowsNothingOfANameThatNoInputHas() {
    assertThat(predict(List.of(BATCH_OF_TWO), node(Shape.of(-1), "other"), Shape.of(7, 2)))
        .isNull();
  }

  @Test
  void knowsNothingOfADimensionWithoutName() {
    OnnxNode unnamed = node(Shape.of(-1), "");
    assertThat(predict(List.of(unnamed), unnamed, Shape.of(7))).isNull();
  }

  @Test
  void knowsNothingWhenInputsContradictEachOther() {
    assertThat(
            predict(
                List.of(BATCH_OF_TWO, BATCH_OF_TWO),
                node(Shape.of(-1), "batch"),
                Shape.of(7, 2),
                Shape.of(8, 2)))
        .isNull();
  }

  @Test
  void knowsNothingWithoutRank() {
    OnnxNode unranked =
        new OnnxNode(new TensorSpec("y", DataType.INT8, Shape.of(-1)), false, List.of(""));
    assertThat(predict(List.of(BATCH_OF_TWO), unranked, Shape.of(7, 2))).isNull();
  }

  @Test
  void knowsNothingOfTheSizeOfStrings() {
    OnnxNode strings =
        new OnnxNode(new TensorSpec("y", DataType.BYTES, Shape.of(2)), true, List.of(""));
    assertThat(predict(List.of(BATCH_OF_TWO), strings, Shape.of(7, 2))).isNull();
  }
}
