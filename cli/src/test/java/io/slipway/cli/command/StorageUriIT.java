// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Archives;
import io.slipway.cli.testing.FileServer;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.Manifest;
import io.slipway.cli.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every place that a {@code storageUri} may name, in one process. */
class StorageUriIT {
  @TempDir private Path folder;

  @Test
  void modelsAreServedFromEveryPlace() throws Exception {
    byte[] model = Files.readAllBytes(Iris.model());
    Files.createDirectory(folder.resolve("my models"));
    Files.write(folder.resolve("my models/model.onnx"), model);
    try (FileServer web = new FileServer()) {
      Map<String, String> uris = new LinkedHashMap<>();
      uris.put("http-file", web.serve("/a/model.onnx", model));
      uris.put("http-tgz", web.serve("/b/iris.tar.gz", Archives.tarGz("model.onnx", model)));
      uris.put("http-zip", web.serve("/c/iris.zip", Archives.zip("model.onnx", model)));
      uris.put("file-uri", Iris.model().toUri().toString());
      uris.put("file-uri-encoded", folder.resolve("my models").toUri().toString());
      uris.put("relative", "my models/model.onnx");
      uris.put("relative-directory", "./my models");
      uris.put("absolute", Iris.model().toString());
      try (ServerProcess server = up(uris).awaitReady()) {
        for (String name : uris.keySet()) {
          Iris.assertAnswers(server.http(), name);
        }
        assertThat(server.stop()).isZero();
      }
    }
  }

  @Test
  void whatCannotBeFetchedIsReportedWithItsAddress() throws Exception {
    try (FileServer web = new FileServer()) {
      Map<String, String> uris = new LinkedHashMap<>();
      uris.put("good", Iris.model().toString());
      uris.put("gone", web.uri("/no/model.onnx"));
      uris.put("page", web.serve("/page/model.onnx", new byte[] {1, 2, 3}));
      uris.put("torn", web.serve("/torn/iris.zip", new byte[] {'P', 'K', 3, 4, 0}));
      try (ServerProcess server = up(uris).awaitReady()) {
        Iris.assertAnswers(server.http(), "good");
        assertThat(failure(server, "gone")).contains(web.uri("/no/model.onnx"), "404");
        assertThat(failure(server, "page")).contains("model.onnx");
        assertThat(failure(server, "torn")).contains(web.uri("/torn/iris.zip"));
        assertThat(server.stop()).isZero();
      }
    }
  }

  @Test
  void modelsThatNoProcessUsesGoWhenTheCacheIsOverItsLimit() throws Exception {
    byte[] model = Files.readAllBytes(Iris.model());
    try (FileServer web = new FileServer()) {
      Map<String, String> earlier = Map.of("earlier", web.serve("/earlier/model.onnx", model));
      Map<String, String> later = Map.of("later", web.serve("/later/model.onnx", model));
      try (ServerProcess server = up(earlier).awaitReady()) {
        assertThat(cached()).isEqualTo(1);
        assertThat(server.stop()).isZero();
      }
      try (ServerProcess server = up(later, "--model-cache-gib", "0").awaitReady()) {
        Iris.assertAnswers(server.http(), "later");
        assertThat(cached()).as("one is in use").isEqualTo(1);
        assertThat(server.stop()).isZero();
      }
    }
  }

  private long cached() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data/cache/models"))) {
      return files.filter(file -> file.endsWith("model.onnx")).count();
    }
  }

  private static String failure(ServerProcess server, String name) {
    return server.after("service default/" + name + ": failed: ");
  }

  private ServerProcess up(Map<String, String> uris, String... more) throws IOException {
    String manifests =
        uris.entrySet().stream()
            .map(entry -> Manifest.onnx(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("---\n"));
    Path file = Files.writeString(folder.resolve("services.yaml"), manifests);
    List<String> arguments = new ArrayList<>(List.of("up", "-f", file.toString()));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of(more));
    return ServerProcess.start(arguments.toArray(String[]::new));
  }
}
