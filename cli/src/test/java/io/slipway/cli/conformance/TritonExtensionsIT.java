// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Triton's own clients can do beyond plain predictions. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class TritonExtensionsIT {
  private static final List<String> MODELS = List.of("iris", "digits");

  @Test
  void compressionRawTensorsClassesDeadlinesAndSharedMemory() throws Exception {
    List<String> checks = new ArrayList<>();
    List<String> codings = List.of("None", "gzip", "deflate");
    for (String request : codings) {
      for (String response : codings) {
        checks.add("compression " + request + " " + response);
      }
    }
    checks.add("compression on the wire");
    for (String model : MODELS) {
      checks.add(model + " raw binary");
    }
    for (String protocol : List.of("http", "grpc")) {
      for (String model : MODELS) {
        checks.add(model + " " + protocol + " classes");
        checks.add(model + " " + protocol + " shared memory");
        checks.add(model + " " + protocol + " input in shared memory");
      }
      checks.add(protocol + " timeout");
      checks.add(protocol + " regions");
      checks.add(protocol + " cuda memory");
    }
    try (var server = SlipwayProcess.up(List.of("--allow-client-shm=true"), services())) {
      PythonChecks.assertPass(server, "triton_extensions.py", checks);
    }
  }

  private static Path[] services() {
    return MODELS.stream()
        .map(model -> Checkout.examples().resolve(model).resolve("inferenceservice.yaml"))
        .toArray(Path[]::new);
  }
}
