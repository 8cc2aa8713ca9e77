// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.training;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.predict.GrpcPrediction;
import io.slipway.cli.serving.Manifests;
import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Does once what a server does from its start to its first predictions, over every protocol, on the
 * example model that is packed into this jar. The JVM that runs it writes down which classes were
 * loaded and which methods were hot.
 */
public final class TrainingRun {
  /** Enough for the JIT to have profiles of the hot path, and over within seconds. */
  private static final int ROUNDS = 300;

  private static final String MODEL = "iris";
  private static final List<String> FILES =
      List.of("model.onnx", "inferenceservice.yaml", "request-v1.json", "request-v2.json");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final byte[] NO_BODY = new byte[0];

  private TrainingRun() {}

  /**
   * @param server as a server's options say, ports and data left out
   * @param directory for the example's files and the caches of this run
   */
  public static void run(ServingConfig server, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    for (String file : FILES) {
      unpack(file, directory);
    }
    ServingConfig config =
        new ServingConfig(
            server.address(),
            0,
            0,
            directory,
            server.execution(),
            server.transport(),
            server.security(),
            server.protocol());
    Path manifest = directory.resolve("inferenceservice.yaml");
    Serving serving = start(config, manifest);
    try {
      overHttp(serving, directory);
      overGrpc(serving, directory);
    } finally {
      serving.stop();
    }
  }

  private static Serving start(ServingConfig config, Path manifest)
      throws IOException, InterruptedException {
    try (ModelStore store = ModelStore.open(StorageConfig.defaults(config.cache()))) {
      return Serving.start(config, Manifests.read(List.of(manifest), store));
    }
  }

  private static void overHttp(Serving serving, Path directory) throws IOException {
    byte[] v1 = Files.readAllBytes(directory.resolve("request-v1.json"));
    byte[] v2 = Files.readAllBytes(directory.resolve("request-v2.json"));
    byte[] v2Binary =
        new String(v2, StandardCharsets.UTF_8)
            .replaceFirst("\\{", "{\"parameters\":{\"binary_data_output\":true},")
            .getBytes(StandardCharsets.UTF_8);
    try (LoopbackClient client = new LoopbackClient(serving.httpAddress())) {
      for (int round = 0; round < ROUNDS; round++) {
        client.ask("POST", "/v1/models/" + MODEL + ":predict", "", v1);
        client.ask("POST", "/v2/models/" + MODEL + "/infer", "", v2);
        client.ask("POST", "/v2/models/" + MODEL + "/infer", "", v2Binary);
      }
      for (String path :
          List.of(
              "/v2",
              "/v2/health/live",
              "/v2/health/ready",
              "/v2/models/" + MODEL,
              "/metrics",
              "/v1/models",
              "/v1/models/" + MODEL,
              "/readyz",
              "/serving/default/" + MODEL + "/v2/models/" + MODEL + "/ready")) {
        client.ask("GET", path, "", NO_BODY);
      }
    }
  }

  private static void overGrpc(Serving serving, Path directory) throws IOException {
    byte[] json = Files.readAllBytes(directory.resolve("request-v2.json"));
    try (GrpcPrediction client = GrpcPrediction.connect(serving.grpcAddress())) {
      for (int round = 0; round < ROUNDS; round++) {
        client.ask(DeployContract.DEFAULT_NAMESPACE, MODEL, json, TIMEOUT);
      }
    }
  }

  private static void unpack(String name, Path directory) throws IOException {
    try (InputStream in = TrainingRun.class.getResourceAsStream(name)) {
      Files.copy(
          Objects.requireNonNull(in, name),
          directory.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
