// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Triton's clients send many requests at once to models of a repository with dynamic batching. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class BatchingClientsIT {
  private static final String BATCHING =
      "max_batch_size: 16 instance_group { count: 1 } dynamic_batching { } ";
  private static final String PADDING =
      "parameters { key: \"slipway.padding\" value { string_value: \"any\" } }";

  @TempDir private Path repository;

  @Test
  void requestsThatAreSentAtOnceRunTogether() throws Exception {
    place("equal", BATCHING);
    place("unequal", BATCHING + PADDING);
    List<String> checks =
        Stream.concat(
                Stream.of("http", "http aio", "grpc", "grpc aio")
                    .flatMap(kind ->
                        Stream.of(kind + " equal", kind + " unequal", kind + " bad requests")),
                Stream.of("http met", "grpc met"))
            .toList();
    try (var server =
        SlipwayProcess.serveRepository(repository, "--load-model", "*", "--inline-runs", "0")) {
      PythonChecks.assertPass(server, "triton_batching.py", checks);
    }
  }

  private void place(String model, String config) throws Exception {
    Path folder = repository.resolve(model);
    Files.createDirectories(folder.resolve("1"));
    Files.copy(
        Checkout.testModels().resolve("together.onnx"), folder.resolve("1").resolve("model.onnx"));
    Files.writeString(folder.resolve("config.pbtxt"), config);
  }
}
