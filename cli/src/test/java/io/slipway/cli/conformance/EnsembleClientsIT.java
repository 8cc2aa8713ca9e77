// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Triton's clients ask an ensemble, and a model whose answers are cached, as Triton is started. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class EnsembleClientsIT {
  private static final String ENSEMBLE =
      """
      platform: "ensemble"
      max_batch_size: 8
      input [ { name: "A" data_type: TYPE_FP32 dims: 4 },
              { name: "B" data_type: TYPE_FP32 dims: 4 } ]
      output [ { name: "TWICE_A" data_type: TYPE_FP32 dims: 4 },
               { name: "TWICE_B" data_type: TYPE_FP32 dims: 4 },
               { name: "SUM" data_type: TYPE_FP32 dims: 4 } ]
      ensemble_scheduling {
        step { model_name: "outer" model_version: -1
               input_map { key: "a" value: "A" } input_map { key: "b" value: "B" }
               output_map { key: "sum" value: "SUM" }
               output_map { key: "difference" value: "DIFFERENCE" } }
        step { model_name: "inner" model_version: -1
               input_map { key: "a" value: "SUM" } input_map { key: "b" value: "DIFFERENCE" }
               output_map { key: "sum" value: "TWICE_A" }
               output_map { key: "difference" value: "TWICE_B" } }
      }
      """;

  @TempDir private Path repository;

  @Test
  void tritonClientsAskEnsemblesAndCachedModels() throws Exception {
    addSub("outer", "max_batch_size: 8");
    addSub("inner", "max_batch_size: 8");
    addSub("cached", "response_cache { enable: true }");
    Files.createDirectories(repository.resolve("pipeline/1"));
    Files.writeString(repository.resolve("pipeline/config.pbtxt"), ENSEMBLE);
    List<String> checks =
        Stream.of("http", "http aio", "grpc", "grpc aio")
            .flatMap(kind ->
                Stream.of(
                        "answer",
                        "part of the answer",
                        "descriptions",
                        "cache",
                        "repository",
                        "missing model")
                    .map(check -> kind + " " + check))
            .toList();

    try (var server =
        SlipwayProcess.serveRepository(
            repository,
            "--load-model",
            "pipeline",
            "--load-model",
            "cached",
            "--cache-config",
            "local,size=1048576")) {
      PythonChecks.assertPass(server, "triton_ensembles.py", checks);
    }
  }

  private void addSub(String model, String config) throws IOException {
    Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.copy(Checkout.testModels().resolve("add_sub.onnx"), version.resolve("model.onnx"));
    Files.writeString(repository.resolve(model).resolve("config.pbtxt"), config);
  }
}
