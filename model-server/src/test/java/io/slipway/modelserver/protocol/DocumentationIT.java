// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.openapi.Endpoint;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import io.slipway.modelserver.openapi.Endpoints;
import io.slipway.modelserver.testing.RunningServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of the API, and what the server does that is in the table of endpoints. */
class DocumentationIT {
  @TempDir private Path directory;
  private RunningServer server;
  private final ObjectMapper json = new ObjectMapper();

  @SuppressWarnings("NullAway.Init") // set before each test
  DocumentationIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer(directory, SecurityConfig.OPEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void describesTheServer() throws Exception {
    HttpResponse<String> answer = server.get("/v2/docs/dataplane.json");

    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    JsonNode document = json.readTree(answer.body());
    assertThat(document.at("/info/title").asText()).isEqualTo("test");
    assertThat(document.at("/servers/0/url").asText()).isEqualTo("/");
    assertThat(document.path("paths").has("/v2/models/{model}/infer")).isTrue();
    assertThat(document.path("paths").has("/v2/repository/models/{model}/load")).isFalse();
    assertThat(document.at("/components/parameters/model/example").asText()).isIn("m", "n");
  }

  @Test
  void describesAModel() throws Exception {
    JsonNode document = json.readTree(server.get("/v2/models/m/docs/dataplane.json").body());

    assertThat(document.at("/paths/~1v2~1models~1m~1infer/post").isObject()).isTrue();
    assertThat(
            document
                .at("/components/schemas/InferRequest/properties/inputs/items/anyOf")
                .findValuesAsText("const"))
        .containsExactly("a", "FP32", "2", "b", "INT64");
  }

  @Test
  void describesAVersionBelowThePathOfItsService() throws Exception {
    JsonNode document =
        json.readTree(
            server.get("/serving/default/m/v2/models/m/versions/1/docs/dataplane.json").body());

    assertThat(document.at("/servers/0/url").asText()).isEqualTo("/serving/default/m");
    assertThat(document.path("paths").has("/v2/models/m/versions/1/infer")).isTrue();
  }

  @Test
  void hasAPageOfEach() throws Exception {
    HttpResponse<String> page = server.get("/v2/docs");

    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(page.body()).contains("href=\"/v2/models/m/docs\"", "/v2/models/{model}");
    assertThat(server.get("/serving/default/m/v2/docs").body())
        .contains("href=\"/serving/default/m/v2/models/m/docs\"")
        .doesNotContain("models/n/");
    assertThat(server.get("/v2/models/m/versions/1/docs").body())
        .contains("href=\"/v2/models/m/versions/1/docs/dataplane.json\"");
  }

  @Test
  void thereIsNoneOfAModelThatIsNotThere() throws Exception {
    for (String path : new String[] {"/docs", "/docs/dataplane.json"}) {
      assertThat(server.get("/v2/models/other" + path).statusCode()).isEqualTo(404);
      assertThat(server.get("/v2/models/m/versions/2" + path).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatIsNotOfferedIsRefused() throws Exception {
    for (Endpoint endpoint : Endpoints.ALL) {
      if (endpoint.offer() != Offer.ALWAYS) {
        for (String path : endpoint.paths()) {
          HttpResponse<String> answer = server.ask(endpoint.method(), filled(path));

          assertThat(answer.statusCode())
              .as(() -> endpoint.method() + " " + path + ": " + answer.body())
              .isEqualTo(path.contains("/labels/") ? 404 : 501);
          assertThat(json.readTree(answer.body()).path("error").asText()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void whatIsOfferedAnswersAsTheTableSays() throws Exception {
    for (Endpoint endpoint : Endpoints.ALL) {
      if (endpoint.offer() == Offer.ALWAYS && endpoint.method().equals("GET")) {
        for (String path : endpoint.paths()) {
          HttpResponse<String> answer = server.get(filled(path));

          assertThat(answer.statusCode()).as(path).isEqualTo(200);
          if (!endpoint.answers().getFirst().contents().isEmpty()) {
            assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .as(path)
                .startsWith(endpoint.answers().getFirst().contents().getFirst().mediaType());
          }
        }
      }
    }
  }

  private static String filled(String path) {
    return path.replace("{model}", "m").replace("{version}", "1").replaceAll("\\{\\w+}", "x");
  }
}
