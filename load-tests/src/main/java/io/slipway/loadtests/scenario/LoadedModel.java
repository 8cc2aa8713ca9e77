// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.InferCalls;
import io.slipway.loadtests.model.BenchmarkModels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of the scenarios, and what is asked of it.
 *
 * @param argument for {@code slipway serve}
 */
record LoadedModel(String name, String argument, InferCalls calls) {
  private static final Duration FIXED_WORK = Duration.ofMillis(5);

  /**
   * Of names with commas between them: {@code iris}, {@code mlp} (4x512), {@code work5ms} (5 ms for
   * a row).
   */
  static List<LoadedModel> list(Setup setup, String names) throws IOException {
    List<LoadedModel> models = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      models.add(make(setup, name));
    }
    return models;
  }

  private static LoadedModel make(Setup setup, String name) throws IOException {
    Path file = setup.work().resolve(name + ".onnx");
    switch (name) {
      case "iris" -> {
        Path iris = setup.root().resolve("examples/iris/model.onnx");
        return new LoadedModel(name, "iris=" + iris, InferCalls.random(name, "X", 1, 4));
      }
      case "mlp" -> BenchmarkModels.mlp(file);
      case "work5ms" ->
          setup.progress(
              "work5ms takes %s here".formatted(BenchmarkModels.fixedWork(file, FIXED_WORK)));
      default ->
          throw new IllegalArgumentException(
              "--models: %s (expected: iris, mlp or work5ms)".formatted(name));
    }
    return new LoadedModel(
        name, name + "=" + file, InferCalls.random(name, "x", 1, BenchmarkModels.WIDTH));
  }
}
