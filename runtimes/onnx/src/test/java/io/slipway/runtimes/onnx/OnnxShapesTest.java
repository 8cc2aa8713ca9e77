// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.Shape;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.testing.CountingAllocator;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OnnxShapesTest {
  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void everyTensorIsClosed() {
    assertThat(allocator.open()).isZero();
  }

  private List<TensorValue> run(String model, List<TensorValue> inputs, String output) {
    try (LoadedModel loaded = TestModels.load(model, allocator)) {
      return TestModels.run(loaded, allocator, inputs, output);
    }
  }

  @Test
  void answersAShapeThatDependsOnTheValues() {
    assertThat(
            run("nonzero", List.of(TensorValue.fp32("x", Shape.of(2, 2), 0, 5, 6, 0)), "indices"))
        .containsExactly(TensorValue.int64("indices", Shape.of(2, 2), 0, 1, 1, 0));
  }

  @Test
  void answersShapesThatDependOnTheValuesOneAfterAnother() {
    try (LoadedModel model = TestModels.load("nonzero", allocator)) {
      float[][] values = {{0, 5, 6, 0}, {0, 6, 5, 0}, {1, 1, 1, 0}, {0, 0, 0, 0}, {0, 5, 6, 0}};
      int[] found = {2, 2, 3, 0, 2};
      for (int i = 0; i < values.length; i++) {
        List<TensorValue> input = List.of(TensorValue.fp32("x", Shape.of(2, 2), values[i]));
        assertThat(TestModels.run(model, allocator, input, "indices").getFirst().shape())
            .isEqualTo(Shape.of(2, found[i]));
      }
    }
  }

  @Test
  void answersARankThatChanges() {
    try (LoadedModel model = TestModels.load("reshape", allocator)) {
      for (int i = 0; i < 2; i++) {
        assertThat(reshaped(model, 2, 1, 2))
            .containsExactly(TensorValue.fp32("y", Shape.of(2, 1, 2), 1, 2, 3, 4));
        assertThat(reshaped(model, 1, 4, 1))
            .containsExactly(TensorValue.fp32("y", Shape.of(1, 4, 1), 1, 2, 3, 4));
      }
    }
  }

  private List<TensorValue> reshaped(LoadedModel model, long... shape) {
    List<TensorValue> inputs =
        List.of(
            TensorValue.fp32("x", Shape.of(4), 1, 2, 3, 4),
            TensorValue.int64("shape", Shape.of(3), shape));
    return TestModels.run(model, allocator, inputs, "y");
  }

  /** The engine writes nothing for it: memory of ours would be answered as it was. */
  @ParameterizedTest
  @ValueSource(strings = {"passed_on", "passed_on_unnamed"})
  void answersAnInputThatIsAnOutputToo(String name) {
    try (LoadedModel model = TestModels.load(name, allocator)) {
      for (int i = 1; i <= 3; i++) {
        List<TensorValue> inputs = List.of(TensorValue.fp32("x", Shape.of(1, 2), i, i + 1));
        assertThat(TestModels.run(model, allocator, inputs, "x", "double"))
            .containsExactly(
                TensorValue.fp32("x", Shape.of(1, 2), i, i + 1),
                TensorValue.fp32("double", Shape.of(1, 2), 2 * i, 2 * i + 2));
      }
    }
  }

  @Test
  void answersWhatNoRunComputes() {
    try (LoadedModel model = TestModels.load("constant_outputs", allocator)) {
      for (int i = 0; i < 3; i++) {
        List<TensorValue> inputs = List.of(TensorValue.fp32("x", Shape.of(1, 2), 1, 2));
        assertThat(TestModels.run(model, allocator, inputs, "kept", "double", "folded"))
            .containsExactly(
                TensorValue.fp32("kept", Shape.of(2), 3, 4),
                TensorValue.fp32("double", Shape.of(1, 2), 2, 4),
                TensorValue.fp32("folded", Shape.of(2), 6, 8));
      }
    }
  }

  @Test
  void answersNoElements() {
    assertThat(run("nonzero", List.of(TensorValue.fp32("x", Shape.of(1, 1), 0)), "indices"))
        .containsExactly(TensorValue.int64("indices", Shape.of(2, 0)));
  }

  @Test
  void answersARankThatTheFileDoesNotTell() {
    assertThat(
            run(
                "reshape",
                List.of(
                    TensorValue.fp32("x", Shape.of(4), 1, 2, 3, 4),
                    TensorValue.int64("shape", Shape.of(3), 2, 1, 2)),
                "y"))
        .containsExactly(TensorValue.fp32("y", Shape.of(2, 1, 2), 1, 2, 3, 4));
  }

  @Test
  void answersMoreDimensionsThanUsual() {
    assertThat(
            run(
                "reshape",
                List.of(
                    TensorValue.fp32("x", Shape.of(2), 1, 2),
                    TensorValue.int64("shape", Shape.of(10), 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)),
                "y"))
        .containsExactly(TensorValue.fp32("y", Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 2), 1, 2));
  }

  @Test
  void answersAShapeThatContradictsTheFile() {
    try (LoadedModel model = TestModels.load("broadcast", allocator)) {
      for (int i = 0; i < 2; i++) {
        assertThat(
                TestModels.run(
                    model,
                    allocator,
                    List.of(
                        TensorValue.fp32("a", Shape.of(1, 2), 1, 2),
                        TensorValue.fp32("b", Shape.of(2, 2), 1, 1, 2, 2)),
                    "sum"))
            .containsExactly(TensorValue.fp32("sum", Shape.of(2, 2), 2, 3, 3, 4));
      }
    }
  }

  @Test
  void refusesDimensionsThatDoNotFitTheModel() {
    assertRefused(
        "add_sub",
        List.of(
            TensorValue.fp32("a", Shape.of(1, 3), 1, 2, 3),
            TensorValue.fp32("b", Shape.of(1, 3), 1, 2, 3)),
        "sum",
        "Got: 3 Expected: 4");
  }

  @Test
  void refusesDimensionsThatDoNotFitEachOther() {
    assertRefused(
        "broadcast",
        List.of(
            TensorValue.fp32("a", Shape.of(2, 2), 1, 2, 3, 4),
            TensorValue.fp32("b", Shape.of(3, 2), 1, 2, 3, 4, 5, 6)),
        "sum",
        "operator Add: ");
  }

  @Test
  void refusesAnIndexOutOfBounds() {
    assertRefused(
        "gather",
        List.of(
            TensorValue.fp32("data", Shape.of(3), 1, 2, 3),
            TensorValue.int64("index", Shape.of(1), 7)),
        "picked",
        "idx=7");
  }

  @Test
  void refusesAnOutputThatItDoesNotHave() {
    assertRefused(
        "nonzero",
        List.of(TensorValue.fp32("x", Shape.of(1, 1), 1)),
        "other",
        "has no output 'other' (expected one of indices)");
  }

  private void assertRefused(
      String model, List<TensorValue> inputs, String output, String inMessage) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> run(model, inputs, output))
        .withMessageStartingWith("model model/1")
        .withMessageContaining(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", ".cc:", ".h:"))
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void leavesNothingBehindWhenTheAnswerIsTooLarge() {
    CountingAllocator inputs = new CountingAllocator();
    CountingAllocator outputs = new CountingAllocator(8);
    try (LoadedModel model = TestModels.load("add_sub", outputs)) {
      List<TensorValue> values =
          List.of(
              TensorValue.fp32("a", Shape.of(1, 4), 1, 2, 3, 4),
              TensorValue.fp32("b", Shape.of(1, 4), 1, 2, 3, 4));
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> TestModels.run(model, inputs, values, "sum"))
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.TOO_LARGE);
    }
    assertThat(inputs.open()).isZero();
    assertThat(outputs.open()).isZero();
  }
}
