// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.runtimes.onnx.OnnxSettings.ExecutionMode;
import io.slipway.runtimes.onnx.OnnxSettings.GraphOptimization;
import io.slipway.runtimes.spi.TritonNames.Translation;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OnnxTritonNamesTest {
  @Test
  void everyValueOfEveryParameterIsOneOfASetting() {
    OnnxTritonNames.NAMES
        .parameters()
        .forEach((name, parameter) ->
            parameter
                .values()
                .keySet()
                .forEach(value -> assertThat(settings(Map.of(name, value))).isNotNull()));
  }

  @Test
  void tritonsParametersBecomeSettings() {
    assertThat(
            settings(
                Map.of(
                    "intra_op_thread_count", "4",
                    "inter_op_thread_count", "0",
                    "execution_mode", "1",
                    "enable_mem_arena", "0",
                    "session.intra_op.allow_spinning", "1",
                    "optimization.graph.level", "-1")))
        .isEqualTo(
            new OnnxSettings(
                4, 1, ExecutionMode.PARALLEL, GraphOptimization.BASIC, false, true, true));
  }

  @Test
  void whatTheEngineDoesNotKnowIsNamed() {
    Translation translation =
        OnnxTritonNames.NAMES.translate(Map.of("owner", "me", "memory_arena", "off"));

    assertThat(translation.unknown()).containsExactly("owner");
    assertThat(translation.settings()).isEqualTo(Map.of("memory_arena", "off"));
  }

  private static OnnxSettings settings(Map<String, String> parameters) {
    return OnnxSettings.parse(OnnxTritonNames.NAMES.translate(parameters).settings(), 1);
  }
}
