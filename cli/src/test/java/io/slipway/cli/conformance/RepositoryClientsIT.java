// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triton's clients load and unload models. */
@Tag("conformance")
final class RepositoryClientsIT {
  @TempDir private Path folder;

  @Test
  void tritonClientsChangeARepository() throws Exception {
    Path version = Files.createDirectories(folder.resolve("iris/1"));
    Files.copy(Checkout.examples().resolve("iris/model.onnx"), version.resolve("model.onnx"));
    List<String> checks =
        Stream.of("http", "grpc")
            .flatMap(protocol ->
                Stream.of(
                        "load",
                        "load with configuration",
                        "load with files",
                        "unload",
                        "unknown model",
                        "unsupported configuration")
                    .map(check -> protocol + " " + check))
            .toList();

    try (var server = SlipwayProcess.serveRepository(folder)) {
      PythonChecks.assertPass(server, "triton_repository.py", checks);
    }
  }
}
