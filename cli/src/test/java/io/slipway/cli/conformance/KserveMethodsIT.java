// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every public method of the two clients of the KServe SDK does what it is there for. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class KserveMethodsIT {
  private static final List<String> MODELS = List.of("identity_common", "busy");
  private static final List<String> CHECKS =
      List.of(
          "rest health",
          "rest v1",
          "rest v2",
          "rest whole url",
          "rest close",
          "rest binary datatypes",
          "rest json datatypes",
          "grpc health",
          "grpc infer",
          "grpc close",
          "grpc raw datatypes",
          "every public method");

  @TempDir private Path repository;

  @Test
  void everyMethodOfBothClientsHasItsEffect() throws Exception {
    place("iris", Checkout.examples().resolve("iris/model.onnx"));
    for (String model : MODELS) {
      place(model, Checkout.testModels().resolve(model + ".onnx"));
    }
    try (var server = SlipwayProcess.serveRepository(repository, "--load-model", "*")) {
      PythonChecks.assertPass(server, "kserve_methods.py", CHECKS);
    }
  }

  private void place(String model, Path file) throws Exception {
    Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.copy(file, version.resolve("model.onnx"));
  }
}
