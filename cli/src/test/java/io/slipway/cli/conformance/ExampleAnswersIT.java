// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The committed requests of the examples get the answers that ONNX Runtime for Python gives on this
 * machine, to the last bit, on every way to a model.
 */
@Tag("conformance")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class ExampleAnswersIT {
  /**
   * ONNX Runtime adds in another order on another kind of processor. Seen from SSE to AVX-512, a
   * probability of these models moves by less than this.
   */
  private static final double BETWEEN_PROCESSORS = 1e-6;

  @ParameterizedTest
  @ValueSource(strings = {"iris", "digits"})
  void committedAnswersAreThoseOfOnnxRuntime(String example) throws Exception {
    JsonNode expected = expected(example);
    for (String protocol : new String[] {"v1", "v2"}) {
      JsonNode committed = Json.read(file(example, "expected-" + protocol + ".json"));
      Json.assertClose(committed, expected.get(protocol), BETWEEN_PROCESSORS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris", "digits"})
  void upAnswersByNameByPathAndByHost(String example) throws Exception {
    JsonNode expected = expected(example);
    try (var server = SlipwayProcess.up(file(example, "inferenceservice.yaml"))) {
      String http = server.http().toString();
      String service = http + "/serving/default/" + example;
      assertThat(server.service(example)).isEqualTo(URI.create(service));
      assertAnswers(http, example, expected);
      assertAnswers(service, example, expected);
      assertAnswers(http, example, expected, "Host: " + example + ".default.localhost");
      assertAnswers(http, example, expected, "Host: " + example + "-default.example.com");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris", "digits"})
  void serveAnswersByName(String example) throws Exception {
    JsonNode expected = expected(example);
    try (var server = SlipwayProcess.serve(example, file(example, "model.onnx"))) {
      assertAnswers(server.http().toString(), example, expected);
    }
  }

  private static void assertAnswers(
      String base, String example, JsonNode expected, String... headers)
      throws IOException, InterruptedException {
    var v1 = URI.create(base + "/v1/models/" + example + ":predict");
    var v2 = URI.create(base + "/v2/models/" + example + "/infer");
    var toV1 = Curl.post(v1, file(example, "request-v1.json"), headers);
    var toV2 = Curl.post(v2, file(example, "request-v2.json"), headers);
    assertThat(toV1.status()).as("%s of %s: %s", v1, example, toV1.body()).isEqualTo(200);
    assertThat(toV2.status()).as("%s of %s: %s", v2, example, toV2.body()).isEqualTo(200);
    Json.assertSame(Json.parse(toV1.body()), expected.get("v1"));
    Json.assertSame(Json.parse(toV2.body()), expected.get("v2"));
  }

  /** What ONNX Runtime answers here: an object with the keys {@code v1} and {@code v2}. */
  private static JsonNode expected(String example) throws IOException, InterruptedException {
    String examples = Checkout.examples().toString();
    return Json.parse(
        PythonEnvironment.open().script("expected_answers.py", examples, example).output());
  }

  private static Path file(String example, String name) {
    return Checkout.examples().resolve(example).resolve(name);
  }
}
