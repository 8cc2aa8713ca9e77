// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Triton's generate endpoints and MLServer's infer_stream, as curl sees them. */
@Tag("conformance")
final class GenerateIT {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  /** The example of Triton's documentation of the extension, but for its text. */
  private static final String REQUEST =
      """
      {"id": "42", "text_input": "say \\"h\u00e9llo\\"\\n", \
      "parameters": {"stream": false, "temperature": 0}}\
      """;

  private record Answer(int status, String contentType, String body) {
    JsonNode json() {
      assertThat(contentType).isEqualTo(JSON);
      return Json.parse(body);
    }

    /** Of its one event. */
    JsonNode event() {
      assertThat(status).as(body).isEqualTo(200);
      assertThat(contentType).isEqualTo(EVENTS);
      assertThat(body).startsWith("data: ").endsWith("\n\n");
      assertThat(body.strip()).doesNotContain("\n");
      return Json.parse(body.substring("data: ".length()));
    }
  }

  private static Answer curl(URI url, String body) throws Exception {
    List<String> line =
        List.of(
            "curl",
            "--silent",
            "--show-error",
            "--no-buffer",
            "--max-time",
            "30",
            "--compressed",
            "--data-binary",
            body,
            "--write-out",
            "\n%{http_code} %{content_type}",
            url.toString());
    String output =
        new Command(line, Checkout.root(), Loopback.WITHOUT_PROXY, Duration.ofMinutes(1)).output();
    int last = output.lastIndexOf('\n');
    String[] told = output.substring(last + 1).split(" ", 2);
    return new Answer(Integer.parseInt(told[0]), told[1], output.substring(0, last));
  }

  @Test
  void aModelOfTextsGenerates() throws Exception {
    try (var server =
        SlipwayProcess.serve(
            "echo", Checkout.root().resolve("runtimes/onnx/src/test/models/text_echo.onnx"))) {
      URI echo = URI.create(server.http() + "/v2/models/echo/");
      JsonNode generated = curl(echo.resolve("generate"), REQUEST).json();
      assertThat(generated.toString())
          .isEqualTo(
              """
              {"id":"42","model_name":"echo","model_version":"1","text_output":"say \\"h\u00e9llo\\"\\n"}\
              """);
      for (String stream : List.of("generate_stream", "versions/1/generate_stream")) {
        assertThat(curl(echo.resolve(stream), REQUEST).event()).isEqualTo(generated);
      }
      assertThat(
              curl(echo.resolve("generate"), "{\"text_input\":[\"a\",\"b\"]}")
                  .json()
                  .get("text_output")
                  .toString())
          .isEqualTo("[\"a\",\"b\"]");
      Answer missing = curl(echo.resolve("generate_stream"), "{\"prompt\":\"a\"}");
      assertThat(missing.status()).isEqualTo(400);
      assertThat(missing.json().get("error").asText()).contains("text_input");
    }
  }

  @Test
  void aModelOfNumbersAnswersByTheNamesOfItsOutputs() throws Exception {
    try (var server =
        SlipwayProcess.up(Checkout.examples().resolve("iris").resolve("inferenceservice.yaml"))) {
      URI iris = URI.create(server.http() + "/v2/models/iris/");
      JsonNode one = curl(iris.resolve("generate"), "{\"X\":[5.1,3.5,1.4,0.2]}").json();
      assertThat(one.get("label").asInt()).isZero();
      assertThat(one.get("probabilities")).hasSize(3);
      JsonNode two =
          curl(iris.resolve("generate"), "{\"X\":[5.1,3.5,1.4,0.2,6.3,3.3,6.0,2.5]}").json();
      assertThat(two.get("label").toString()).isEqualTo("[0,2]");

      String request =
          """
          {"inputs":[{"name":"X","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}\
          """;
      assertThat(curl(iris.resolve("infer_stream"), request).event())
          .isEqualTo(curl(iris.resolve("infer"), request).json());
    }
  }
}
