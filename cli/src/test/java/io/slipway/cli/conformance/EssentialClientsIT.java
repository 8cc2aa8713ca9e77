// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The sixteen things that Triton's clients, and the four that KServe's, want of every server before
 * people call it compatible.
 */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class EssentialClientsIT {
  private static final List<String> OF_TRITON =
      List.of(
          "http health",
          "http metadata",
          "http configuration",
          "http statistics",
          "http index",
          "http json",
          "http binary",
          "http shared memory",
          "grpc health",
          "grpc metadata",
          "grpc configuration",
          "grpc statistics",
          "grpc index",
          "grpc raw",
          "grpc shared memory",
          "grpc stream");

  private static final List<String> OF_KSERVE =
      List.of("rest ready", "rest json", "rest binary", "grpc");

  @Test
  void bothAreServed() throws Exception {
    try (var server =
        SlipwayProcess.up(
            List.of("--allow-client-shm=true"),
            Checkout.examples().resolve("iris/inferenceservice.yaml"))) {
      PythonChecks.assertPass(server, "triton_essentials.py", OF_TRITON);
      PythonChecks.assertPass(server, "kserve_essentials.py", OF_KSERVE);
    }
  }
}
