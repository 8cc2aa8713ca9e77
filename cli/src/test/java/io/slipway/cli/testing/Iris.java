// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** The example that is served to see that serving works: three kinds of iris. */
public final class Iris {
  private static final Path FOLDER = Path.of("..", "examples", "iris").toAbsolutePath().normalize();

  private Iris() {}

  public static Path model() {
    return FOLDER.resolve("model.onnx");
  }

  /** A v1 request for two flowers. */
  public static String request() throws IOException {
    return Files.readString(FOLDER.resolve("request-v1.json"));
  }

  /** A v2 request for two flowers. */
  public static String v2Request() throws IOException {
    return Files.readString(FOLDER.resolve("request-v2.json"));
  }

  /** Asks for two flowers below a server's or a service's address. */
  public static void assertAnswers(URI base, String model)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Http.post(URI.create(base + "/v1/models/" + model + ":predict"), request());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertIsAnswer(answer.body());
  }

  /** The kinds that the example's expected answer has. */
  public static void assertIsAnswer(String body) throws IOException {
    JsonNode predictions = new ObjectMapper().readTree(body).get("predictions");
    assertThat(predictions).as(body).hasSize(2);
    assertThat(predictions.get(0).get("label").asInt()).isZero();
    assertThat(predictions.get(1).get("label").asInt()).isEqualTo(2);
  }
}
