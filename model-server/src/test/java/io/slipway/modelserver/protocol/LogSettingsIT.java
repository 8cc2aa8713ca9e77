// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.logging.LogSettings;
import io.slipway.modelserver.logging.LogSettings.Format;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logging extension over HTTP and gRPC. */
class LogSettingsIT {
  private static final String AT_FIRST =
      """
      {"log_file":"","log_info":true,"log_warning":true,"log_error":true,\
      "log_verbose_level":0,"log_format":"default"}\
      """;

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void areReadAndChangedOverHttp() throws Exception {
    assertThat(server.get("/v2/logging").body()).isEqualTo(AT_FIRST);
    HttpResponse<String> answer =
        server.post(
            "/v2/logging",
            "{\"log_verbose_level\":2,\"log_info\":false,\"log_format\":\"ISO8601\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            AT_FIRST
                .replace("\"log_info\":true", "\"log_info\":false")
                .replace(":0", ":2")
                .replace("default", "ISO8601"));
    assertThat(server.log().settings())
        .isEqualTo(new LogSettings(false, true, true, 2, Format.ISO8601));
    assertThat(server.get("/v2/logging").body()).isEqualTo(answer.body());
  }

  @Test
  void anEmptyBodyChangesNothing() throws Exception {
    assertThat(server.post("/v2/logging", "").body()).isEqualTo(AT_FIRST);
    assertThat(server.post("/v2/logging", "{}").body()).isEqualTo(AT_FIRST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"log_file\":\"/tmp/x\"}         | log_file: '/tmp/x'",
        "{\"log_info\":\"true\"}           | log_info: 'true'",
        "{\"log_info\":{}}                 | 'log_info' is an object",
        "{\"log_verbose_level\":1.5}       | 'log_verbose_level' is 1.5",
        "{\"log_verbose_level\":-1}        | log_verbose_level: -1",
        "{\"verbose\":1}                   | no log setting 'verbose'",
        "{\"log_error\":[1]}               | element 0 of 'log_error' is a number",
        "[]                                | the request is an array",
        "{\"log_info\":false,\"log_x\":1}  | no log setting 'log_x'",
        "{                                 | at byte 1",
      })
  void refusesByNameAndChangesNothing(String body, String message) throws Exception {
    HttpResponse<String> answer = server.post("/v2/logging", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":").contains(message);
    assertThat(server.get("/v2/logging").body()).isEqualTo(AT_FIRST);
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    HttpResponse<String> answer = server.ask("DELETE", "/v2/logging");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST");
  }

  @Test
  void areReadAndChangedOverGrpc() {
    try (GrpcClient client = server.grpc()) {
      assertThat(settings(client, ""))
          .contains("log_error")
          .contains("bool_param: true")
          .contains("string_param: \"default\"");
      settings(
          client,
          """
          settings { key: 'log_verbose_level' value { uint32_param: 3 } }
          settings { key: 'log_error' value { bool_param: false } }
          settings { key: 'log_format' value { string_param: 'json' } }
          settings { key: 'log_info' value { } }
          """);
      assertThat(server.log().settings())
          .isEqualTo(new LogSettings(true, true, false, 3, Format.JSON));
      assertThatThrownBy(() ->
              settings(client, "settings { key: 'log_file' value { string_param: '/tmp/x' } }"))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("log_file: '/tmp/x'");
    }
  }

  @Test
  void areOfTheGroupLogging(@TempDir Path other) throws Exception {
    Path tokens =
        Security.secret(
            other.resolve("tokens.txt"),
            "anonymous - groups=health,metadata,inference,trace",
            "ops p4QG6m0bTzQe7r2Xk1yC groups=logging");
    String path = InferenceMethod.LOG_SETTINGS.path();
    try (RunningServer guarded = new RunningServer(other, Security.tokens(tokens));
        GrpcClient client = guarded.grpc()) {
      assertThat(guarded.get("/v2/logging").statusCode()).isEqualTo(401);
      assertThat(guarded.post("/v2/logging", "{\"log_info\":false}").statusCode()).isEqualTo(401);
      assertThatThrownBy(() -> client.call(path, Map.of(), new byte[0], Duration.ofSeconds(20)))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
      assertThat(guarded.log().settings().info()).isTrue();
      assertThat(guarded.get("/v2/logging", "X-API-Key", "p4QG6m0bTzQe7r2Xk1yC").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void theServerSaysThatItHasThem() throws Exception {
    assertThat(server.get("/v2").body()).contains("\"logging\"");
  }

  private static String settings(GrpcClient client, String request) {
    DynamicMessage answer =
        Protos.parse(
            "inference.LogSettingsResponse",
            client.call(
                InferenceMethod.LOG_SETTINGS.path(),
                Map.of(),
                Protos.message("inference.LogSettingsRequest", request).toByteArray(),
                Duration.ofSeconds(20)));
    return answer.toString();
  }
}
