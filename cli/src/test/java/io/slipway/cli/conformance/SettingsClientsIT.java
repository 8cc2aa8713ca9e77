// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triton's clients read and change what is logged and traced. */
@Tag("conformance")
final class SettingsClientsIT {
  @TempDir private Path folder;

  @Test
  void tritonClientsChangeLogAndTraces() throws Exception {
    String traces = folder.resolve("trace.json").toString();
    List<String> checks =
        Stream.of("http", "grpc", "http aio", "grpc aio")
            .flatMap(kind ->
                Stream.of("log settings", "trace settings", "trace")
                    .map(check -> kind + " " + check))
            .toList();

    try (var server =
        SlipwayProcess.up(
            List.of("--trace-file", traces),
            Checkout.examples().resolve("iris").resolve("inferenceservice.yaml"))) {
      PythonChecks.assertPass(server, "triton_settings.py", checks, traces);
    }
  }
}
