// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.http.cors.CorsPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls by web pages of other origins. */
class CorsIT {
  private static final String APP = "https://app.example";

  private static RunningServer server(Path directory, CorsPolicy policy) throws Exception {
    return new RunningServer(
        directory, SecurityConfig.OPEN, ProtocolConfig.DEFAULTS.withCors(policy));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static HttpResponse<String> preflight(RunningServer server, String origin)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/v2/models/m/infer");
      return client.send(
          HttpRequest.newBuilder(uri)
              .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
              .header("Origin", origin)
              .header("Access-Control-Request-Method", "POST")
              .header("Access-Control-Request-Headers", "content-type,x-key")
              .header("Access-Control-Request-Private-Network", "true")
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void noOtherOriginMayCallUnlessAllowed(@TempDir Path directory) throws Exception {
    try (RunningServer server = server(directory, CorsPolicy.CLOSED)) {
      HttpResponse<String> answer = server.infer("m", "Origin", APP);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(header(answer, "access-control-allow-origin")).isEmpty();
      assertThat(preflight(server, APP).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void anAllowedOriginMayCallAndNoOther(@TempDir Path directory) throws Exception {
    try (RunningServer server = server(directory, new CorsPolicy(Set.of(APP)))) {
      HttpResponse<String> answer = server.infer("m", "Origin", APP);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "access-control-allow-origin")).isEqualTo(APP);
      assertThat(header(answer, "vary")).isEqualTo("Origin");
      assertThat(header(answer, "access-control-expose-headers"))
          .contains("Inference-Header-Content-Length");
      HttpResponse<String> failed = server.infer("none", "Origin", APP);
      assertThat(failed.statusCode()).isEqualTo(404);
      assertThat(header(failed, "access-control-allow-origin")).isEqualTo(APP);
      assertThat(server.infer("m", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
      assertThat(header(server.infer("m"), "access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void aBrowserIsToldWhatAPageMaySend(@TempDir Path directory) throws Exception {
    try (RunningServer server = server(directory, new CorsPolicy(Set.of(APP)))) {
      HttpResponse<String> answer = preflight(server, APP);
      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(header(answer, "access-control-allow-origin")).isEqualTo(APP);
      assertThat(header(answer, "access-control-allow-methods")).contains("POST");
      assertThat(header(answer, "access-control-allow-headers")).isEqualTo("content-type,x-key");
      assertThat(header(answer, "access-control-allow-private-network")).isEqualTo("true");
      assertThat(header(answer, "access-control-max-age")).isEqualTo("600");
      assertThat(preflight(server, "https://evil.example").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void allOriginsMayCallIfAllAreAllowed(@TempDir Path directory) throws Exception {
    try (RunningServer server = server(directory, new CorsPolicy(Set.of("*")))) {
      HttpResponse<String> answer = server.infer("m", "Origin", "https://any.example");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
    }
  }
}
