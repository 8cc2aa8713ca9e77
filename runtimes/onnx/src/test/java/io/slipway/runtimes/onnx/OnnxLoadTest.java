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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnnxLoadTest {
  private final CountingAllocator allocator = new CountingAllocator();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sklearn_zipmap | output 'output_probability' is a sequence (expected: a tensor); a"
            + " scikit-learn classifier is exported without it by options={'zipmap': False}",
        "float8 | output 'y' is a tensor of float8e4m3fn, which no request can carry",
        "unranked_input | input 'x' has no shape",
        "future_opset | Opset 999 is under development",
        "unknown_operator | No Op registered for Frobnicate",
        "external_data | external_data.weights",
      })
  void refusesWhatItCannotServe(String model, String reason) {
    assertRefused(TestModels.path(model), reason);
  }

  @Test
  void refusesAFileThatWasCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(TestModels.path("add_sub"));
    Path cut = directory.resolve("cut.onnx");
    Files.write(cut, Arrays.copyOf(whole, 100));
    assertRefused(cut, "it is no ONNX model, or a part of it is missing");
  }

  @Test
  void refusesADirectory() {
    assertRefused(directory, "is a directory (expected: an ONNX file)");
  }

  private void assertRefused(Path path, String reason) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> TestModels.load(path, allocator, Map.of()).close())
        .withMessageContaining(path.toString())
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", ".cc:", ".h:"))
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void readsAPathWithAnyCharacters() throws IOException {
    Path path = Files.createDirectory(directory.resolve("ein Schiff ü")).resolve("⛵.onnx");
    Files.copy(TestModels.path("add_sub"), path);
    assertAdds(path, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "intra_op_threads,2",
    "inter_op_threads,2",
    "execution_mode,parallel",
    "graph_optimization_level,disable",
    "graph_optimization_level,basic",
    "graph_optimization_level,extended",
    "graph_optimization_level,layout",
    "memory_arena,off",
    "memory_pattern,off",
    "allow_spinning,on",
  })
  void runsWithEverySetting(String name, String value) {
    assertAdds(TestModels.path("add_sub"), Map.of(name, value));
  }

  private void assertAdds(Path path, Map<String, String> settings) {
    Shape one = Shape.of(1, 4);
    try (LoadedModel model = TestModels.load(path, allocator, settings)) {
      assertThat(
              TestModels.run(
                  model,
                  allocator,
                  List.of(
                      TensorValue.fp32("a", one, 1, 2, 3, 4),
                      TensorValue.fp32("b", one, 1, 1, 1, 1)),
                  "sum"))
          .containsExactly(TensorValue.fp32("sum", one, 2, 3, 4, 5));
    }
  }
}
