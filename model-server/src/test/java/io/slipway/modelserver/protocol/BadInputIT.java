// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.server.TransportConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input over HTTP gets its status and a clear message, and the server goes on. */
class BadInputIT {
  private static final int BODY_LIMIT = 32 * 1024;

  private static final String V1 = "/v1/models/m:predict";
  private static final String V2 = "/v2/models/m/infer";
  private static final String V1_BODY = "{\"instances\": [{\"a\": [1, 2], \"b\": 3}]}";
  private static final String B = input("b", "[1]", "INT64", "[3]");

  private final JsonMapper json = new JsonMapper();
  @TempDir private Path directory;
  private RunningServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  BadInputIT() {}

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(
            directory,
            SecurityConfig.OPEN,
            ProtocolConfig.DEFAULTS,
            TransportConfig.defaults().toBuilder().maxBodyBytes(BODY_LIMIT).build());
  }

  @AfterEach
  void answersStillAndStops() throws Exception {
    try (RunningServer _ = server) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.post(V1, V1_BODY).statusCode()).isEqualTo(200);
      assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
    }
  }

  static Stream<Arguments> tensorsThatDoNotFitTheModel() {
    return Stream.of(
        arguments(
            "an input that the model does not have",
            inputs(input("c", "[1, 2]", "FP32", "[1, 2]"), B),
            new String[] {"model 'm'", "no input 'c'", "expected: a, b"}),
        arguments(
            "an input that is missing",
            inputs(input("a", "[1, 2]", "FP32", "[1, 2]")),
            new String[] {"'b'", "INT64", "[-1]", "missing"}),
        arguments(
            "an input that is given twice",
            inputs(input("a", "[1, 2]", "FP32", "[1, 2]"), B, B),
            new String[] {"'b'", "twice"}),
        arguments(
            "a shape of another size",
            inputs(input("a", "[1, 3]", "FP32", "[1, 2, 3]"), B),
            new String[] {"'a'", "[1, 3]", "expected: [-1, 2]"}),
        arguments(
            "a shape of another rank",
            inputs(input("a", "[2]", "FP32", "[1, 2]"), B),
            new String[] {"'a'", "[2]", "expected: [-1, 2]"}),
        arguments(
            "another datatype",
            inputs(input("a", "[1, 2]", "INT32", "[1, 2]"), B),
            new String[] {"'a'", "INT32", "expected: FP32"}),
        arguments(
            "an output that the model does not have",
            """
            {"inputs": [%s, %s], "outputs": [{"name": "z"}]}\
            """
                .formatted(input("a", "[1, 2]", "FP32", "[1, 2]"), B),
            new String[] {"model 'm'", "no output 'z'", "expected: x, y"}));
  }

  static Stream<Arguments> tensorsThatContradictThemselves() {
    return Stream.of(
        arguments(
            "a shape with a negative size",
            inputs(input("a", "[-1, 2]", "FP32", "[1, 2]"), B),
            new String[] {"'a'", "-1"}),
        arguments(
            "a shape whose size is no number of elements",
            inputs(input("a", "[4611686018427387904, 4]", "FP32", "[1, 2]"), B),
            new String[] {"'a'", "4611686018427387904"}),
        arguments(
            "a datatype that is none",
            inputs(input("a", "[1, 2]", "FLOAT", "[1, 2]"), B),
            new String[] {"'a'", "'FLOAT'", "expected one of ", "FP32"}),
        arguments(
            "fewer elements than the shape says",
            inputs(input("a", "[2, 2]", "FP32", "[1, 2, 3]"), B),
            new String[] {"'a'", "3", "4"}),
        arguments(
            "more elements than the shape says",
            inputs(input("a", "[1, 2]", "FP32", "[1, 2, 3]"), B),
            new String[] {"'a'", "2"}),
        arguments(
            "an element of another kind",
            inputs(input("a", "[1, 2]", "FP32", "[1, \"two\"]"), B),
            new String[] {"'a'", "element 1 is a string", "expected: a number"}),
        arguments(
            "an element that the datatype cannot hold",
            inputs(
                input("a", "[1, 2]", "FP32", "[1, 2]"),
                input("b", "[1]", "INT64", "[9223372036854775808]")),
            new String[] {"'b'", "9223372036854775808", "INT64"}),
        arguments(
            "an input without data",
            inputs("{\"name\": \"a\", \"shape\": [1, 2], \"datatype\": \"FP32\"}", B),
            new String[] {"'a'", "no data"}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"tensorsThatDoNotFitTheModel", "tensorsThatContradictThemselves"})
  void aV2TensorThatDoesNotFitIsNamedWithWhatIsExpected(String what, String body, String[] parts)
      throws Exception {
    assertRefused(server.post(V2, body), 400, parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "instances",
        "{\"inputs\": [",
        "{\"inputs\": []} x",
        "{'inputs': []}",
        "[1, 2]",
        "null",
        "{\"inputs\": {}}",
        "{\"inputs\": 1, \"instances\": 2}",
        "\ufeff{}",
        "{}"
      })
  void whatIsNoRequestIsRefusedInBothProtocols(String body) throws Exception {
    assertRefused(server.post(V2, body), 400);
    assertRefused(server.post(V1, body), 400);
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    String nested = "[".repeat(BODY_LIMIT / 2 - 100);

    assertRefused(server.post(V2, "{\"inputs\": " + nested), 400);
    assertRefused(server.post(V2, "{\"unknown\": " + nested), 400);
    assertRefused(server.post(V1, "{\"instances\": " + nested), 400);
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    byte[] body = "{\"id\": \"?\"}".getBytes(StandardCharsets.US_ASCII);
    body[8] = (byte) 0xff;

    assertRefused(server.post(V2, BodyPublishers.ofByteArray(body)), 400);
    assertRefused(server.post(V1, BodyPublishers.ofByteArray(body)), 400);
  }

  static Stream<Arguments> badV1Requests() {
    return Stream.of(
        arguments("{\"instances\": [{\"a\": [1, 2]}]}", new String[] {"instance 0", "'b'"}),
        arguments(
            "{\"instances\": [{\"a\": [1, 2], \"b\": 3, \"c\": 4}]}",
            new String[] {"'c'", "'a', 'b'"}),
        arguments(
            "{\"instances\": [{\"a\": [1, 2, 3], \"b\": 3}]}",
            new String[] {"'a'", "[1, 3]", "expected: [-1, 2]"}),
        arguments(
            "{\"instances\": [{\"a\": [1, 2], \"b\": 3}, {\"a\": [1], \"b\": 3}]}",
            new String[] {"'a'", "instance 1"}),
        arguments("{\"instances\": [1, 2]}", new String[] {"'a', 'b'"}),
        arguments("{\"instances\": []}", new String[] {"\"instances\"", "empty"}),
        arguments("{\"instances\": {\"a\": 1}}", new String[] {"\"instances\"", "an array"}),
        arguments("{\"inputs\": {\"a\": [[1, 2]]}}", new String[] {"\"inputs\"", "'b'"}),
        arguments("{\"instances\": [{\"a\": [1, \"x\"], \"b\": 3}]}", new String[] {"'a'", "x"}));
  }

  @ParameterizedTest
  @MethodSource("badV1Requests")
  void aBadV1RequestIsNamedWithWhatIsExpected(String body, String[] parts) throws Exception {
    assertRefused(server.post(V1, body), 400, parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/models/nope",
        "/v2/models/nope/ready",
        "/v2/models/nope/versions/1",
        "/v2/models/m/versions/9",
        "/v2/models/m/versions/9/ready",
        "/v1/models/nope"
      })
  void anUnknownModelOrVersionIsNotFound(String path) throws Exception {
    assertRefused(server.get(path), 404, path.contains("nope") ? "'nope'" : "'9'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/models/nope/infer",
        "/v2/models/m/versions/9/infer",
        "/v1/models/nope:predict",
        "/v1/models/nope:explain"
      })
  void aPredictionOfAnUnknownModelOrVersionIsNotFound(String path) throws Exception {
    assertRefused(
        server.post(path, RunningServer.V2), 404, path.contains("nope") ? "'nope'" : "'9'");
  }

  @Test
  void whatIsNotServedIsNotFoundAndAWrongMethodNotAllowed() throws Exception {
    assertRefused(server.get("/v3/models"), 404, "/v3/models");
    assertRefused(server.post("/v1/models/m:train", "{}"), 404, "/v1/models/m:train");
    assertRefused(server.get("/serving/default/nope/v2"), 404);
    HttpResponse<String> wrong = server.get(V2);
    assertRefused(wrong, 405, "GET", "POST");
    assertThat(wrong.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void aBodyOverTheLimitIsTooLargeWhetherItsSizeIsSaidOrNot() throws Exception {
    byte[] body = new byte[BODY_LIMIT + 1];

    assertRefused(server.post(V2, BodyPublishers.ofByteArray(body)), 413, "" + BODY_LIMIT);
    assertRefused(
        server.post(V2, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
        413,
        "" + BODY_LIMIT);
    assertRefused(server.post(V1, BodyPublishers.ofByteArray(body)), 413, "" + BODY_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "1000000", "99999999999999999999", "1e2", "0x10"})
  void aBadLengthOfTheJsonIsRefusedWithItsHeader(String length) throws Exception {
    assertRefused(
        server.post(V2, RunningServer.V2, "Inference-Header-Content-Length", length),
        400,
        "Inference-Header-Content-Length",
        "'" + length + "'");
  }

  static Stream<Arguments> binaryThatDoesNotFit() {
    return Stream.of(
        arguments("fewer bytes than the shape needs", 7, 7, new String[] {"'a'", "7", "8"}),
        arguments("more bytes than the shape needs", 12, 12, new String[] {"'a'", "12", "8"}),
        arguments("more bytes said than sent", 8, 4, new String[] {"'a'", "binary_data_size", "8"}),
        arguments("more bytes sent than said", 8, 20, new String[] {"12 bytes more"}),
        arguments("a negative number of bytes", -8, 8, new String[] {"'a'", "-8"}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binaryThatDoesNotFit")
  void aBinaryTensorOfAnotherLengthIsNamedWithWhatIsExpected(
      String what, int said, int sent, String[] parts) throws Exception {
    String head =
        inputs(
            """
            {"name": "a", "shape": [1, 2], "datatype": "FP32",
             "parameters": {"binary_data_size": %d}}\
            """
                .formatted(said),
            B);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(new byte[sent]);

    assertRefused(
        server.post(
            V2,
            BodyPublishers.ofByteArray(body.toByteArray()),
            "Inference-Header-Content-Length",
            "" + head.length()),
        400,
        parts);
  }

  @Test
  void aModelThatFailsIsAnInternalErrorWithoutInternals() throws Exception {
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("secret path /etc/model");
        });
    assertRefused(server.infer("m"), 500, "internal error");
    assertThat(server.infer("m").body()).doesNotContain("secret");
    server.model(0).onRun(() -> {});
  }

  /** In the shape that all v2 errors have, and v1 ones as well. */
  private void assertRefused(HttpResponse<String> answer, int status, String... parts)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode body = json.readTree(answer.body());
    assertThat(body.fieldNames()).toIterable().containsExactly("error");
    assertThat(body.get("error").isTextual()).as(answer.body()).isTrue();
    assertThat(body.get("error").asText()).isNotBlank();
    for (String part : parts) {
      assertThat(body.get("error").asText()).contains(part);
    }
  }

  private static String inputs(String... inputs) {
    return "{\"inputs\": [" + String.join(", ", inputs) + "]}";
  }

  private static String input(String name, String shape, String datatype, String data) {
    return "{\"name\": \"%s\", \"shape\": %s, \"datatype\": \"%s\", \"data\": %s}"
        .formatted(name, shape, datatype, data);
  }
}
