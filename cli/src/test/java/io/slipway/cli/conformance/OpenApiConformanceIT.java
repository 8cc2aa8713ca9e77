// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemathesis makes requests, good and bad ones, of the OpenAPI documents that servers give out,
 * and finds no answer that is not in them.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class OpenApiConformanceIT {
  private static final int FEW = 5;
  private static final int MANY = 500;

  @TempDir private Path folder;

  @Test
  @Tag("conformance")
  void services() throws Exception {
    assertServicesConform(FEW);
  }

  @Test
  @Tag("soak")
  void servicesAtLength() throws Exception {
    assertServicesConform(MANY);
  }

  @Test
  @Tag("conformance")
  void repositoryAndSharedMemory() throws Exception {
    assertRepositoryConforms(FEW);
  }

  @Test
  @Tag("soak")
  void repositoryAndSharedMemoryAtLength() throws Exception {
    assertRepositoryConforms(MANY);
  }

  private static void assertServicesConform(int cases) throws Exception {
    Path iris = Checkout.examples().resolve("iris/inferenceservice.yaml");
    try (var server = SlipwayProcess.up(iris)) {
      assertConforms(
          server,
          cases,
          List.of(
              "/v2/docs/dataplane.json",
              "/v2/models/iris/docs/dataplane.json",
              "/serving/default/iris/v2/models/iris/versions/1/docs/dataplane.json"));
    }
  }

  private void assertRepositoryConforms(int cases) throws Exception {
    Path repository = folder.resolve("models");
    Path version = Files.createDirectories(repository.resolve("iris/1"));
    Files.copy(Checkout.examples().resolve("iris/model.onnx"), version.resolve("model.onnx"));
    try (var server =
        SlipwayProcess.serveRepository(
            repository,
            "--load-model",
            "iris",
            "--allow-client-shm=true",
            "--trace-file",
            folder.resolve("trace.json").toString())) {
      assertConforms(server, cases, List.of("/v2/docs/dataplane.json"));
    }
  }

  private static void assertConforms(SlipwayProcess server, int cases, List<String> documents)
      throws Exception {
    String[] more = new String[documents.size() + 1];
    more[0] = Integer.toString(cases);
    for (int i = 0; i < documents.size(); i++) {
      more[i + 1] = documents.get(i);
    }
    Duration limit = Duration.ofSeconds(120 + 5L * cases * documents.size());
    PythonChecks.assertPass(limit, server, "openapi.py", documents, more);
  }
}
