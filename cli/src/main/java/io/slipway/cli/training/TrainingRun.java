// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.training;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.cli.serving.Manifests;
import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.codec.v2.V2RequestDecoder;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.memory.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
            server.address(), 0, 0, directory, server.execution(), server.transport());
    Path manifest = directory.resolve("inferenceservice.yaml");
    Serving serving = Serving.start(config, Manifests.read(List.of(manifest), config));
    try {
      overHttp(serving, directory);
      overGrpc(serving, directory);
    } finally {
      serving.stop();
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
    PooledTensorAllocator allocator = new PooledTensorAllocator(1 << 20);
    try (GrpcClient client = GrpcClient.connect(serving.grpcAddress())) {
      for (int round = 0; round < ROUNDS; round++) {
        try (RequestBody body = RequestBody.of(json);
            InferenceRequest request =
                V2RequestDecoder.decode(MODEL, null, body, body.size(), Deadline.NONE, allocator)) {
          OutputBuffer message = OutputBuffer.allocate(256);
          InferRequestMessage.encode(request, OutputContents.RAW, message);
          client
              .call(InferenceMethod.MODEL_INFER.path(), Map.of(), message, Duration.ofSeconds(10))
              .close();
        }
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
