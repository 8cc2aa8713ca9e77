// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import io.slipway.transport.grpc.GrpcClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model repositories under a running server. */
class RepositoryIT {
  private static final String REQUEST =
      """
      {"inputs": [{"name": "X", "shape": [1, 4], "datatype": "FP32",
                   "data": [5.1, 3.5, 1.4, 0.2]}]}
      """;

  @TempDir private Path folder;

  @Test
  void clientsLoadAndUnloadModels() throws Exception {
    model("iris", "1");
    try (ServerProcess server = serve("--model-control-mode", "explicit")) {
      assertThat(index(server, "{}")).isEqualTo("[{\"name\":\"iris\"}]");
      assertThat(ready(server, "iris")).isEqualTo(404);

      assertThat(post(server, "/v2/repository/models/iris/load", "").body())
          .isEqualTo("{\"name\":\"iris\",\"load\":true}");
      assertThat(index(server, "{\"ready\":true}"))
          .isEqualTo("[{\"name\":\"iris\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
      assertThat(version(server, "iris")).isEqualTo("1");
      Iris.assertAnswers(URI.create(server.http() + "/serving/default/iris"), "iris");
      JsonNode config = get(server, "/v2/models/iris/config");
      assertThat(config.get("backend").asText()).isEqualTo("onnxruntime");
      assertThat(config.get("input").get(0).get("data_type").asText()).isEqualTo("TYPE_FP32");

      assertThat(post(server, "/v2/repository/models/iris/unload", "{}").statusCode())
          .isEqualTo(200);
      assertThat(ready(server, "iris")).isEqualTo(404);
      assertThat(index(server, ""))
          .isEqualTo(
              "[{\"name\":\"iris\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}]");
    }
  }

  /** MLServer has the three methods in a service of their own, with Triton's messages. */
  @Test
  void clientsOfMlserverLoadAndUnloadModels() throws Exception {
    model("iris", "1");
    try (ServerProcess server = serve("--model-control-mode", "explicit");
        GrpcClient client = connect(server)) {
      byte[] iris = {0x12, 4, 'i', 'r', 'i', 's'}; // field 2, the model's name

      ask(client, "RepositoryModelLoad", iris);
      assertThat(ready(server, "iris")).isEqualTo(200);
      assertThat(ask(client, "RepositoryIndex", new byte[0])).contains("iris", "READY");
      ask(client, "RepositoryModelUnload", iris);
      assertThat(ready(server, "iris")).isEqualTo(404);
    }
  }

  private static GrpcClient connect(ServerProcess server) throws IOException {
    URI http = server.http();
    return GrpcClient.connect(
        new InetSocketAddress(http.getHost(), http.getPort()),
        http.getAuthority(),
        1 << 20,
        Duration.ofSeconds(30),
        null);
  }

  /** What of the answer can be read as text. */
  private static String ask(GrpcClient client, String method, byte[] message) {
    String path = "/inference.model_repository.ModelRepositoryService/" + method;
    byte[] answer = client.call(path, Map.of(), message, Duration.ofSeconds(30));
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  @Test
  void clientsBringConfigurationAndFiles() throws Exception {
    Files.createDirectory(folder.resolve("models"));
    try (ServerProcess server = serve("--model-control-mode", "explicit")) {
      String file = Base64.getEncoder().encodeToString(Files.readAllBytes(Iris.model()));
      String load =
          "{\"parameters\":{\"config\":\"{\\\"max_batch_size\\\": 3, \\\"instance_group\\\":"
              + " [{\\\"count\\\": 1}]}\",\"file:7/model.onnx\":\""
              + file
              + "\"}}";

      assertThat(post(server, "/v2/repository/models/mine/load", load).statusCode()).isEqualTo(200);
      assertThat(version(server, "mine")).isEqualTo("7");
      JsonNode config = get(server, "/v2/models/mine/versions/7/config");
      assertThat(config.get("max_batch_size").asInt()).isEqualTo(3);
      assertThat(config.get("instance_group").get(0).get("count").asInt()).isEqualTo(1);

      HttpResponse<String> refused =
          post(
              server,
              "/v2/repository/models/mine/load",
              "{\"parameters\":{\"config\":\"{\\\"model_operations\\\": {}}\"}}");
      assertThat(refused.statusCode()).isEqualTo(501);
      assertThat(refused.body()).contains("parameters.config: model_operations is not supported");
      assertThat(version(server, "mine")).as("it goes on").isEqualTo("7");
    }
  }

  @Test
  void changesOfADirectoryAreFollowedWithoutAnOutage() throws Exception {
    model("iris", "1");
    try (ServerProcess server =
        serve("--model-control-mode", "poll", "--repository-poll-secs", "1")) {
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger answers = new AtomicInteger();
      AtomicReference<String> fault = new AtomicReference<>("");
      Thread client =
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  try {
                    HttpResponse<String> answer = infer(server, "iris");
                    answers.incrementAndGet();
                    if (answer.statusCode() != 200) {
                      fault.set(answer.body());
                    }
                  } catch (IOException | InterruptedException e) {
                    fault.set(e.toString());
                  }
                }
              });

      model("iris", "2");
      Awaitility.await().until(() -> version(server, "iris").equals("2"));
      Files.setLastModifiedTime(folder.resolve("models/iris/2/model.onnx"), FileTime.fromMillis(1));
      int before = answers.get();
      Awaitility.await()
          .until(() -> server.stderr().split("iris/2: LOADING -> READY", -1).length > 2);
      Awaitility.await().until(() -> answers.get() > before);
      model("other", "1");
      Awaitility.await().until(() -> ready(server, "other") == 200);
      over.set(true);
      client.join();

      assertThat(fault.get()).isEmpty();
      assertThat(post(server, "/v2/repository/models/iris/unload", "").statusCode()).isEqualTo(501);
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsToldInTheIndex() throws Exception {
    model("good", "1");
    model("bad", "1");
    Files.writeString(folder.resolve("models/bad/config.pbtxt"), "\n  model_operations { }");
    try (ServerProcess server = serve("--strict-readiness", "false")) {
      assertThat(index(server, ""))
          .contains("{\"name\":\"bad\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":")
          .contains("config.pbtxt:2:3: model_operations is not supported");
      assertThat(get(server, "/v2/health/ready").get("ready").asBoolean()).isTrue();
      assertThat(version(server, "good")).isEqualTo("1");
    }
  }

  @Test
  void theServerEndsIfAModelFailsAndThatIsWanted() throws Exception {
    model("good", "1");
    Files.createDirectories(folder.resolve("models/bad/1"));
    try (ServerProcess server =
        ServerProcess.start(
            "serve",
            "--model-repository",
            folder.resolve("models").toString(),
            "--exit-on-error",
            "true")) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.stderr()).contains("1 of 2 models could not be loaded");
    }
  }

  private ServerProcess serve(String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 3];
    all[0] = "serve";
    all[1] = "--model-repository";
    all[2] = folder.resolve("models").toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return ServerProcess.start(all).awaitReady();
  }

  private void model(String name, String version) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("models").resolve(name));
    // As an operator does it who has read the manual: the version appears as a whole.
    Path staged = Files.createDirectories(folder.resolve("staged").resolve(name + version));
    Files.copy(Iris.model(), staged.resolve("model.onnx"));
    Files.move(staged, directory.resolve(version));
  }

  private static String index(ServerProcess server, String body) throws Exception {
    return post(server, "/v2/repository/index", body).body();
  }

  private static int ready(ServerProcess server, String model) throws Exception {
    return Http.get(URI.create(server.http() + "/v2/models/" + model + "/ready")).statusCode();
  }

  /** The version that answers a request which names none. */
  private static String version(ServerProcess server, String model) throws Exception {
    HttpResponse<String> answer = infer(server, model);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).get("model_version").asText();
  }

  private static HttpResponse<String> infer(ServerProcess server, String model)
      throws IOException, InterruptedException {
    return post(server, "/v2/models/" + model + "/infer", REQUEST);
  }

  private static JsonNode get(ServerProcess server, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = Http.get(URI.create(server.http() + path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private static HttpResponse<String> post(ServerProcess server, String path, String body)
      throws IOException, InterruptedException {
    return Http.post(URI.create(server.http() + path), body);
  }
}
