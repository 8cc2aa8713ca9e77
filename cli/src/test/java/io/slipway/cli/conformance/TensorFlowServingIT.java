// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TensorFlow Serving's own gRPC client gets its answers from here. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class TensorFlowServingIT {
  private static final List<String> MODELS = List.of("iris", "digits");

  @Test
  void predictsAndTellsOfModelsOnBothPorts() throws Exception {
    List<String> checks = new ArrayList<>();
    for (String port : List.of("grpc", "http")) {
      for (String model : MODELS) {
        for (int size : new int[] {1, 2, 7, 64}) {
          checks.add("%s %s values batch %d".formatted(port, model, size));
          checks.add("%s %s content batch %d".formatted(port, model, size));
        }
        for (String check : List.of("filter", "metadata", "status")) {
          checks.add("%s %s %s".formatted(port, model, check));
        }
      }
      checks.add(port + " errors");
    }
    Path[] services =
        MODELS.stream()
            .map(model -> Checkout.examples().resolve(model).resolve("inferenceservice.yaml"))
            .toArray(Path[]::new);
    Path protos = Checkout.root().resolve("transport/src/test/protos");
    try (var server = SlipwayProcess.up(services)) {
      PythonChecks.assertPass(server, "tensorflow_serving_client.py", checks, protos.toString());
    }
  }
}
