// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.config.EnsembleConfig.Step;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleReaderTest {
  private static final String HEAD =
      """
      platform: "ensemble"
      input { name: "IN" data_type: TYPE_FP32 dims: 2 }
      output { name: "OUT" data_type: TYPE_FP32 dims: 2 }
      """;

  private static String step(String model, String input, String output) {
    return "step { model_name: \"%s\" input_map { key: \"a\" value: \"%s\" } output_map { key: \"x\" value: \"%s\" } }"
        .formatted(model, input, output);
  }

  private static ModelConfig read(String steps) {
    return ModelConfigTest.read(HEAD + "ensemble_scheduling { " + steps + " }");
  }

  @Test
  void readsTheSteps() {
    ModelConfig config =
        read(
            step("one", "IN", "MID")
                + " step { model_name: \"two\" model_version: 3 input_map { key: \"b\" value:"
                + " \"MID\" } output_map { key: \"y\" value: \"OUT\" } }");

    assertThat(Objects.requireNonNull(config.ensemble()).steps())
        .containsExactly(
            new Step("one", null, Map.of("a", "IN"), Map.of("x", "MID")),
            new Step("two", "3", Map.of("b", "MID"), Map.of("y", "OUT")));
    assertThat(ModelConfigTest.read("").ensemble()).isNull();
  }

  @Test
  void stepsMayBeInAnyOrder() {
    assertThat(read(step("two", "MID", "OUT") + step("one", "IN", "MID")).ensemble()).isNotNull();
  }

  @Test
  void refusesTensorsThatDoNotFlow() {
    assertThatThrownBy(() -> read(step("one", "IN", "MID")))
        .hasMessageContaining("output 'OUT' comes from no step and is no input");
    assertThatThrownBy(() -> read(step("one", "NONE", "OUT")))
        .hasMessageContaining("tensor 'NONE' of step 0 comes from no step and is no input");
    assertThatThrownBy(() -> read(step("one", "IN", "OUT") + step("two", "IN", "OUT")))
        .hasMessageContaining("tensor 'OUT' has a second source in step 1");
    assertThatThrownBy(() -> read(step("one", "IN", "IN") + step("two", "IN", "OUT")))
        .hasMessageContaining("tensor 'IN' has a second source in step 0");
  }

  @Test
  void refusesStepsThatWaitForEachOther() {
    assertThatThrownBy(
            () -> read(step("one", "B", "A") + step("two", "A", "B") + step("three", "IN", "OUT")))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageEndingWith("steps [0, 1] wait for each other's tensors");
    assertThatThrownBy(() -> read(step("one", "OUT", "OUT")))
        .hasMessageEndingWith("steps [0] wait for each other's tensors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "platform: \"ensemble\" | platform is ensemble, which needs ensemble_scheduling",
        "ensemble_scheduling { } | belongs to the platform 'ensemble'",
        "platform: \"ensemble\" ensemble_scheduling { } | needs an input: no file tells",
        "platform: \"ensemble\" ensemble_scheduling { } | has no step",
        "platform: \"ensemble\" input { name: \"i\" } ensemble_scheduling { } | input 'i' of an"
            + " ensemble needs data_type and dims",
        "platform: \"ensemble\" ensemble_scheduling { } backend: \"onnxruntime\" | backend is not"
            + " for an ensemble",
        "platform: \"ensemble\" ensemble_scheduling { } instance_group { count: 2 } |"
            + " instance_group is not for an ensemble",
        "platform: \"ensemble\" ensemble_scheduling { } model_warmup { name: \"w\" } | model_warmup"
            + " is not for an ensemble",
        "platform: \"ensemble\" ensemble_scheduling { step { } } | step 0 has no model_name",
        "platform: \"ensemble\" ensemble_scheduling { step { model_name: \"m\" } } | step 0 (m)"
            + " needs an input_map and an output_map",
        "platform: \"ensemble\" ensemble_scheduling { step { model_version: -2 } } | model_version"
            + " is -2 (expected: >= 1",
        "ensemble_scheduling { step { model_namespace: \"n\" } } |"
            + " ensemble_scheduling.step.model_namespace is not supported",
      })
  void refusesTheRestByName(String text, String message) {
    assertThatThrownBy(() -> ModelConfigTest.read(text)).hasMessageContaining(message);
  }
}
