// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchmarkModelsTest {
  @Test
  void writesModelsThatOnnxRuntimeRuns(@TempDir Path directory) throws IOException {
    Path mlp = directory.resolve("mlp.onnx");
    BenchmarkModels.mlp(mlp);
    assertThat(SingleRun.shortest(mlp)).isPositive();
    assertThat(BenchmarkModels.fixedWork(directory.resolve("work.onnx"), Duration.ofMillis(1)))
        .isPositive();
  }
}
