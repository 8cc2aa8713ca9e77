// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.ServedSignature.Mapping;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedSignatureTest {
  private static final ModelSignature FILE =
      new ModelSignature(
          "onnxruntime_onnx",
          List.of(
              new TensorSpec("a", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("b", DataType.INT64, Shape.of(-1, -1))),
          List.of(
              new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("y", DataType.BYTES, Shape.SCALAR)));

  @Test
  void anEmptyConfigurationIsTheFile() {
    ServedSignature served = served("");
    assertThat(served.signature()).isEqualTo(FILE);
    assertThat(served.isIdentity(FILE)).isTrue();
  }

  @Test
  void dimsAreWithoutTheBatchWhereThereIsOne() {
    ServedSignature served =
        served(
            """
            max_batch_size: 4
            input { name: "b" data_type: TYPE_INT64 dims: 7 } input { name: "a" }
            output { name: "x" dims: 2 }
            """);
    assertThat(served.signature().inputs())
        .containsExactly(
            new TensorSpec("b", DataType.INT64, Shape.of(-1, 7)),
            new TensorSpec("a", DataType.FP32, Shape.of(-1, 2)));
    assertThat(served.inputs()).containsExactly(new Mapping(1, null), new Mapping(0, null));
    assertThat(served.signature().outputs())
        .containsExactly(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    assertThat(served.isIdentity(FILE)).isFalse();
  }

  @Test
  void reshapesAreTheModelsSide() {
    ServedSignature served =
        served(
            """
            input { name: "a" dims: [ -1, 1, 2 ] reshape { shape: [ -1, 2 ] } } input { name: "b" }
            output { name: "y" dims: 1 }
            """);
    assertThat(served.inputs().getFirst()).isEqualTo(new Mapping(0, Shape.of(-1, 2)));
    assertThat(served.signature().inputs().getFirst().shape()).isEqualTo(Shape.of(-1, 1, 2));
    assertThat(served.outputs()).containsExactly(new Mapping(1, Shape.SCALAR));
    assertThat(served.signature().outputs().getFirst().shape()).isEqualTo(Shape.of(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input { name: \"a\" } | the configuration has 1 inputs (expected: the model file's 2: a,"
            + " b)",
        "input { name: \"a\" } input { name: \"c\" } | the input 'c', which the model file does not"
            + " (expected: a, b)",
        "output { name: \"z\" } | the output 'z', which the model file does not (expected: x, y)",
        "output { name: \"x\" data_type: TYPE_FP64 } | datatype TYPE_FP64 for output 'x' (expected:"
            + " TYPE_FP32, as in the model file)",
        "output { name: \"x\" dims: [-1, 3] } | the shape [-1, 3] for output 'x' (expected: one"
            + " that fits [-1, 2], as in the model file)",
        "output { name: \"x\" dims: [-1, -1] } | the shape [-1, -1] for output 'x' (expected: one"
            + " that fits [-1, 2]",
        "output { name: \"x\" dims: 2 } | the shape [2] for output 'x' (expected: one that fits"
            + " [-1, 2]",
        "max_batch_size: 1 output { name: \"x\" dims: [-1, 2] } | the shape [-1, -1, 2] for output"
            + " 'x', the batch dimension included",
        "max_batch_size: 1 | output 'y' has the shape [] in the model file (expected: a first"
            + " dimension of -1, for the batch)",
      })
  void refusesWhatDoesNotFitTheFile(String text, String message) {
    assertThatThrownBy(() -> served(text)).hasMessageContaining(message);
  }

  private static ServedSignature served(String text) {
    return ServedSignature.of(FILE, ModelConfigTest.read(text));
  }
}
