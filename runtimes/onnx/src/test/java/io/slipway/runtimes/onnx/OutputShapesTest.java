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
  private static final OnnxNode BATCH_OF_TWO = input(Shape.of(-1, 2), "batch", "");

  private static OnnxNode input(Shape shape, String... symbols) {
    return new OnnxNode(new TensorSpec("x", DataType.INT8, shape), true, List.of(symbols));
  }

  private static OnnxNode node(Shape shape, String... symbols) {
    return new OnnxNode(new TensorSpec("y", DataType.INT8, shape), true, List.of(symbols));
  }

  private static List<NamedTensor> tensors(Shape... shapes) {
    return Stream.of(shapes)
        .map(shape -> Tensor.ofHeap(DataType.INT8, shape, new byte[(int) shape.elementCount()]))
        .map(tensor -> new NamedTensor("x", tensor))
        .toList();
  }

  private static @Nullable Shape predict(List<OnnxNode> inputs, OnnxNode output, Shape... actual) {
    return OutputShapes.of(inputs, List.of(output)).predict(0, tensors(actual));
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
    assertThat(predict(List.of(input(Shape.of(-1), "")), unnamed, Shape.of(7))).isNull();
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

  @Test
  void learnsWhatTheFileDoesNotTell() {
    OnnxNode unnamed = node(Shape.of(-1, 2), "", "");
    OutputShapes shapes =
        OutputShapes.of(List.of(input(Shape.of(-1, 2), "", "")), List.of(unnamed));
    shapes.saw(0, tensors(Shape.of(7, 2)), Shape.of(3));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isEqualTo(Shape.of(3));
    assertThat(shapes.predict(0, tensors(Shape.of(8, 2)))).isNull();
    shapes.saw(0, tensors(Shape.of(8, 2)), Shape.of(4));
    assertThat(shapes.predict(0, tensors(Shape.of(8, 2)))).isEqualTo(Shape.of(4));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isNull();
  }

  @Test
  void learnsWithoutRank() {
    OnnxNode unranked =
        new OnnxNode(new TensorSpec("y", DataType.INT8, Shape.of(-1)), false, List.of(""));
    OutputShapes shapes = OutputShapes.of(List.of(BATCH_OF_TWO), List.of(unranked));
    shapes.saw(0, tensors(Shape.of(7, 2)), Shape.of(1, 1, 1));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isEqualTo(Shape.of(1, 1, 1));
  }

  @Test
  void learnsNothingAboutStrings() {
    OnnxNode strings =
        new OnnxNode(new TensorSpec("y", DataType.BYTES, Shape.of(2)), true, List.of(""));
    OutputShapes shapes = OutputShapes.of(List.of(BATCH_OF_TWO), List.of(strings));
    shapes.saw(0, tensors(Shape.of(7, 2)), Shape.of(2));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isNull();
  }

  @Test
  void foreseesNothingOnceGivenUp() {
    OnnxNode fixed = node(Shape.of(3, 4), "", "");
    OutputShapes shapes = OutputShapes.of(List.of(BATCH_OF_TWO), List.of(fixed, fixed));
    shapes.giveUp(0);
    shapes.saw(0, tensors(Shape.of(7, 2)), Shape.of(3, 4));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isNull();
    assertThat(shapes.predict(1, tensors(Shape.of(7, 2)))).isEqualTo(Shape.of(3, 4));
  }

  @Test
  void foreseesNothingOfAnOutputThatIsAnInput() {
    OutputShapes shapes = OutputShapes.of(List.of(BATCH_OF_TWO), List.of(BATCH_OF_TWO));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isNull();
    shapes.saw(0, tensors(Shape.of(7, 2)), Shape.of(7, 2));
    assertThat(shapes.predict(0, tensors(Shape.of(7, 2)))).isNull();
  }
}
