// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The unmodified {@code KServeClient} on {@code slipway up}, with nothing but the kubeconfig. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class KserveClientIT {
  @Test
  void anInferenceServiceFromItsCreationToItsDeletion() throws Exception {
    String model = Checkout.examples().resolve("iris").resolve("model.onnx").toString();
    try (SlipwayProcess server = SlipwayProcess.up()) {
      PythonChecks.assertPass(
          PythonEnvironment.open()
              .script("kserve_client.py", server.kubeconfig().toString(), model),
          List.of("create and wait", "get and watch", "patch", "replace", "delete"));
    }
  }
}
