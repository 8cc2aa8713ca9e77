// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code grpcurl} and {@code ghz} need no proto files: they ask the server by reflection. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class GrpcToolsIT {
  private static final String SERVICE = "inference.GRPCInferenceService";
  private static final String REQUEST =
      """
      {"model_name": "iris", "id": "request-17", "inputs": [{"name": "X", "datatype": "FP32",
       "shape": [1, 4], "contents": {"fp32_contents": [5.1, 3.5, 1.4, 0.2]}}]}\
      """;

  private SlipwayProcess server;

  @SuppressWarnings("NullAway.Init") // set before each test
  GrpcToolsIT() {}

  @BeforeEach
  void start() throws Exception {
    server = SlipwayProcess.up(Checkout.examples().resolve("iris/inferenceservice.yaml"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Both ports speak gRPC. */
  private List<String> addresses() {
    return List.of(server.grpc(), server.http().getAuthority());
  }

  private static String grpcurl(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("-plaintext"));
    line.addAll(List.of(arguments));
    Command.Result result = GoProgram.GRPCURL.run(line);
    assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
    return result.stdout();
  }

  @Test
  void grpcurlListsAndDescribes() throws Exception {
    for (String address : addresses()) {
      assertThat(grpcurl(address, "list").lines())
          .contains(SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
      assertThat(grpcurl(address, "list", SERVICE).lines())
          .contains(SERVICE + ".ModelInfer", SERVICE + ".ModelStreamInfer");
      assertThat(grpcurl(address, "describe", SERVICE + ".ModelInfer"))
          .contains("rpc ModelInfer ( .inference.ModelInferRequest )");
    }
  }

  @Test
  void grpcurlAsksForConfigurationAndIndex() throws Exception {
    for (String address : addresses()) {
      JsonNode config =
          Json.parse(grpcurl("-d", "{\"name\": \"iris\"}", address, SERVICE + "/ModelConfig"));
      assertThat(config.at("/config/name").asText()).isEqualTo("iris");
      assertThat(config.at("/config/input/0/dataType").asText()).isEqualTo("TYPE_FP32");
      String mlserver = "inference.model_repository.ModelRepositoryService/RepositoryIndex";
      for (String method : List.of(SERVICE + "/RepositoryIndex", mlserver)) {
        assertThat(Json.parse(grpcurl(address, method)).at("/models/0/name").asText())
            .isEqualTo("iris");
      }
    }
  }

  @Test
  void grpcurlPredictsAndStreams() throws Exception {
    for (String address : addresses()) {
      JsonNode answer = Json.parse(grpcurl("-d", REQUEST, address, SERVICE + "/ModelInfer"));
      assertIris(answer);
      JsonNode streamed =
          Json.parse(grpcurl("-d", REQUEST, address, SERVICE + "/ModelStreamInfer"));
      assertIris(streamed.path("inferResponse"));
    }
  }

  private static void assertIris(JsonNode answer) {
    assertThat(answer.path("id").asText()).isEqualTo("request-17");
    JsonNode outputs = answer.path("outputs");
    assertThat(outputs.path(0).path("contents").path("int64Contents").path(0).asText())
        .isEqualTo("0");
    assertThat(outputs.path(1).path("contents").path("fp32Contents").path(0).asDouble())
        .isCloseTo(0.9784, within(0.001));
  }

  @Test
  void grpcurlTellsOfHealthAndFailures() throws Exception {
    String health = "grpc.health.v1.Health/Check";
    assertThat(grpcurl("-d", "{\"service\": \"iris\"}", server.grpc(), health)).contains("SERVING");
    Command.Result unknown =
        GoProgram.GRPCURL.run(
            List.of(
                "-plaintext",
                "-d",
                "{\"name\": \"none\"}",
                server.grpc(),
                SERVICE + "/ModelMetadata"));
    int statusIsNotFound = 64 + 5;
    assertThat(unknown.exitCode()).isEqualTo(statusIsNotFound);
    assertThat(unknown.stderr()).contains("Code: NotFound").contains("'none'");
  }

  @Test
  void ghzMeasures() throws Exception {
    int requests = 1000;
    for (String address : addresses()) {
      Command.Result result =
          GoProgram.GHZ.run(
              List.of(
                  "--insecure",
                  "--call",
                  SERVICE + ".ModelInfer",
                  "--data",
                  REQUEST,
                  "--total",
                  String.valueOf(requests),
                  "--concurrency",
                  "8",
                  "--connections",
                  "2",
                  "--format",
                  "json",
                  address));
      assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
      JsonNode report = Json.parse(result.stdout());
      assertThat(report.path("statusCodeDistribution").path("OK").asInt()).isEqualTo(requests);
      assertThat(report.path("errorDistribution").size()).isZero();
      assertThat(report.path("rps").asDouble()).isPositive();
    }
  }
}
