// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ServingException;
import io.slipway.runtimes.onnx.OnnxSettings.ExecutionMode;
import io.slipway.runtimes.onnx.OnnxSettings.GraphOptimization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnnxSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(OnnxSettings.parse(Map.of(), 3))
        .isEqualTo(
            new OnnxSettings(
                3, 1, ExecutionMode.SEQUENTIAL, GraphOptimization.ALL, true, true, false));
  }

  @Test
  void readsEveryKey() {
    assertThat(
            OnnxSettings.parse(
                Map.of(
                    "intra_op_threads", "4",
                    "inter_op_threads", "2",
                    "execution_mode", "parallel",
                    "graph_optimization_level", "basic",
                    "memory_arena", "off",
                    "memory_pattern", "off",
                    "allow_spinning", "on"),
                1))
        .isEqualTo(
            new OnnxSettings(
                4, 2, ExecutionMode.PARALLEL, GraphOptimization.BASIC, false, false, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "intra_op_threads | 0 | intra_op_threads: '0' (expected: 1 to 1024)",
        "inter_op_threads | two | inter_op_threads: 'two' (expected: 1 to 1024)",
        "execution_mode | fast | (expected: one of sequential, parallel)",
        "graph_optimization_level | 3 | (expected: one of disable, basic, extended, layout, all)",
        "memory_arena | maybe | memory_arena: 'maybe' (expected: on or off)",
        "intra_op_thread | 1 | intra_op_thread is unknown (expected one of intra_op_threads,",
      })
  void refuses(String name, String value, String message) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> OnnxSettings.parse(Map.of(name, value), 1))
        .withMessageContaining(message);
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> OnnxSettings.parse(Map.of("colour", "red", "memory_arena", "maybe"), 1))
        .withMessageContaining("colour")
        .withMessageContaining("memory_arena");
  }
}
