// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.training;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.predict.GrpcPrediction;
import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.transport.server.NativeTransport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Does once what a server does from its start to its first predictions, over every protocol, on the
 * example model that is packed into this jar. The JVM that runs it writes down which classes were
 * loaded and which methods were hot.
 */
public final class TrainingRun implements ServingProcess.Stay {
  /** Enough for the JIT to have profiles of the hot path, and over within seconds. */
  private static final int ROUNDS = 300;

  /** Where the launcher has later starts look for native libraries. */
  private static final String NATIVE = "native";

  /** The data directory of {@link #applied}. */
  private static final String APPLIED_DATA = "applied";

  private static final String MODEL = "iris";
  private static final String MODEL_FILE = "model.onnx";
  private static final String MANIFEST = "inferenceservice.yaml";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final byte[] NO_BODY = new byte[0];

  private final Path directory;

  private TrainingRun(Path directory) {
    this.directory = directory;
  }

  /** Puts the example's files into {@code directory}, where the caches of the run will be too. */
  public static TrainingRun in(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String file : List.of(MODEL_FILE, MANIFEST, "request-v1.json", "request-v2.json")) {
      unpack(file, directory);
    }
    NativeTransport.unpack(directory.resolve(NATIVE));
    ObjectStore.unpack(directory.resolve(NATIVE));
    return new TrainingRun(directory);
  }

  public Path model() {
    return directory.resolve(MODEL_FILE);
  }

  public Path manifest() {
    return directory.resolve(MANIFEST);
  }

  /** Where {@link #applied} is to find the API's objects; empty so far. */
  public Path appliedData() {
    return directory.resolve(APPLIED_DATA);
  }

  @Override
  public void stopBy(Runnable stop) {
    // It ends by itself.
  }

  @Override
  public void with(Serving serving) throws IOException, InterruptedException {
    try {
      overHttp(serving, directory);
      overGrpc(serving, directory);
    } finally {
      serving.stop();
    }
  }

  /** The same for a service that is applied once the server runs, and asked for once. */
  public ServingProcess.Stay applied() {
    return new AppliedService(directory.resolve(APPLIED_DATA), model());
  }

  /** Moves what the engines have unpacked to where a later start looks first. */
  public void keepLibraries() throws IOException {
    Path libraries = directory.resolve(NATIVE);
    Files.createDirectories(libraries);
    String suffix = System.mapLibraryName("").replaceFirst("^lib", "");
    List<Path> unpacked;
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      unpacked = files.filter(each -> each.toString().endsWith(suffix)).toList();
    }
    for (Path file : unpacked) {
      Files.move(
          file,
          libraries.resolve(String.valueOf(file.getFileName())),
          StandardCopyOption.REPLACE_EXISTING);
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
      client.refused("POST", "/v2/models/unknown/infer", v2);
      client.refused("POST", "/v2/models/" + MODEL + "/infer", NO_BODY);
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
      client.ask("POST", "/v2/models/" + MODEL + "/infer", "Connection: close\r\n", v2);
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
