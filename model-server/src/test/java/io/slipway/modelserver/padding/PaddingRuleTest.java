// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.DimensionNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingRuleTest {
  private static final ModelSignature ENCODER =
      new ModelSignature(
          "fake",
          List.of(
              new TensorSpec("ids", DataType.INT64, Shape.of(-1, -1)),
              new TensorSpec("scale", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("words", DataType.BYTES, Shape.of(-1, 1))),
          List.of(
              new TensorSpec("hidden", DataType.FP32, Shape.of(-1, -1, 8)),
              new TensorSpec("pooled", DataType.FP32, Shape.of(-1, 8))));

  private static final DimensionNames NAMES =
      new DimensionNames(
          List.of(List.of("batch", "length"), List.of("batch", ""), List.of("batch", "")),
          List.of(List.of("batch", "length", ""), List.of("batch", "")));

  private static PaddingRule rule(Map<String, String> values, Map<String, List<String>> outputs) {
    return new PaddingRule(new Buckets.Any(), values, outputs);
  }

  @Test
  void onlyDimensionsOfAnySizeAfterTheFirstAreFilledUp() {
    Padding padding = rule(Map.of(), Map.of()).on(ENCODER, NAMES);

    assertThat(padding.pads(0)).isTrue();
    assertThat(padding.pads(1)).isFalse();
    assertThat(padding.pads(2)).isFalse();
  }

  @Test
  void whatAnOutputFollowsMayBeSaid() {
    Map<String, List<String>> outputs = Map.of("hidden", List.of("ids[1]"));

    assertThat(rule(Map.of(), outputs).on(ENCODER, DimensionNames.NONE).pads(0)).isTrue();
  }

  @Test
  void anOutputThatNobodyKnowsTheSizeOfIsRefused() {
    assertThatThrownBy(() -> rule(Map.of(), Map.of()).on(ENCODER, DimensionNames.NONE))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("dimension 1 of output 'hidden'")
        .hasMessageContaining("slipway.padding.output.hidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "idz    | 0   | the model has no input 'idz' (expected one of: [ids, scale, words])",
        "ids    | 0.5 | the value of input 'ids' is '0.5' (expected: a value of INT64)",
        "scale  | 0   | input 'scale' of shape [-1, 2] is never filled up",
        "words  | x   | input 'words' of shape [-1, 1] is never filled up",
      })
  void refusesValuesThatMeanNothing(String input, String value, String message) {
    assertThatThrownBy(() -> rule(Map.of(input, value), Map.of()).on(ENCODER, NAMES))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("padding: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hiden  | ids[1]  | the model has no output 'hiden'",
        "hidden | ids     | is said to follow 'ids' (expected: INPUT[DIMENSION]",
        "hidden | ids[0]  | is said to follow 'ids[0]'",
        "hidden | ids[2]  | is said to follow 'ids[2]'",
        "hidden | scale[1] | is said to follow 'scale[1]'",
        "hidden | idz[1]  | is said to follow 'idz[1]'",
        "pooled | ids[1]  | (expected: 0 of them",
      })
  void refusesOutputsThatFollowNothingOfThat(String output, String followed, String message) {
    Map<String, List<String>> outputs = Map.of(output, List.of(followed));

    assertThatThrownBy(() -> rule(Map.of(), outputs).on(ENCODER, NAMES))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void textsAreNeitherFilledUpNorCut() {
    ModelSignature in =
        new ModelSignature(
            "fake", List.of(new TensorSpec("t", DataType.BYTES, Shape.of(-1, -1))), List.of());
    ModelSignature out =
        new ModelSignature(
            "fake",
            List.of(new TensorSpec("a", DataType.INT8, Shape.of(-1, -1))),
            List.of(new TensorSpec("t", DataType.BYTES, Shape.of(-1, -1))));

    assertThatThrownBy(() -> rule(Map.of(), Map.of()).on(in, DimensionNames.NONE))
        .hasMessageContaining("texts are not filled up");
    assertThatThrownBy(
            () -> rule(Map.of(), Map.of("t", List.of("a[1]"))).on(out, DimensionNames.NONE))
        .hasMessageContaining("texts are not cut");
  }
}
