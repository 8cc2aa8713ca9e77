// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The committed models, and short ways to load and run them. */
final class TestModels {
  /** In the build directory, so that the library is unpacked once for all tests. */
  static final Path CACHE = Path.of("target", "engine-cache");

  private static final OnnxRuntimeProvider PROVIDER = new OnnxRuntimeProvider();

  private TestModels() {}

  static OnnxRuntimeProvider provider() {
    return PROVIDER;
  }

  static Path path(String name) {
    return Path.of("src", "test", "models", name + ".onnx");
  }

  static LoadedModel load(String name, TensorAllocator allocator) {
    return load(path(name), allocator, Map.of());
  }

  static LoadedModel load(Path path, TensorAllocator allocator, Map<String, String> settings) {
    return PROVIDER.load(
        new ModelSource(new ModelId("model", "1"), path, settings),
        new LoadContext(CACHE, allocator, 1));
  }

  static List<TensorValue> run(
      LoadedModel model, TensorAllocator allocator, List<TensorValue> values, String... outputs) {
    List<NamedTensor> inputs = values.stream().map(value -> value.allocate(allocator)).toList();
    List<NamedTensor> answer = List.of();
    try {
      answer = model.run(inputs, List.of(outputs));
      return TensorValue.of(answer);
    } finally {
      answer.forEach(NamedTensor::close);
      inputs.forEach(NamedTensor::close);
    }
  }
}
