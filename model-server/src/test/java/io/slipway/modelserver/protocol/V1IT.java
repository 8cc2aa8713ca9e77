// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.cloudevents.EventReplies;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KServe's v1 and what TensorFlow Serving and Amazon SageMaker have beside it, over HTTP. */
class V1IT {
  private static final String INSTANCES =
      "{\"instances\":[{\"a\":[1,2],\"b\":7},{\"a\":[3,4],\"b\":8}]}";
  private static final String PREDICTIONS =
      "{\"predictions\":[{\"x\":[1.0,2.0],\"y\":[1.0,2.0]},{\"x\":[3.0,4.0],\"y\":[3.0,4.0]}]}";

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        new RunningServer(
            directory,
            SecurityConfig.OPEN,
            ProtocolConfig.DEFAULTS.withEventReplies(new EventReplies("my.type", null, true)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @CsvSource({"/v1/models/m:predict", "/v1/models/m/versions/1:predict"})
  void predicts(String path) throws Exception {
    HttpResponse<String> answer = server.post(path, INSTANCES);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PREDICTIONS);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/models/m,200,'\"ready\":true,\"model_version_status\":[{\"version\":\"1\"'",
    "GET,/v1/models/m/versions/1,200,'\"state\":\"AVAILABLE\"'",
    "GET,/v1/models/m/versions/2,404,'model ''m'' has no version ''2'''",
    "GET,/v1/models/none,404,none",
    "GET,/v1/models/m/metadata,200,'\"method_name\":\"tensorflow/serving/predict\"'",
    "GET,/v1/models/m/versions/1/metadata,200,'\"dtype\":\"DT_INT64\"'",
    "GET,/v1/models/m/labels/stable,404,'no version of model ''m'' has the label ''stable'''",
    "GET,/v1/models/m/labels/stable/metadata,404,stable",
    "POST,/v1/models/m/labels/stable:predict,404,stable",
    "POST,/v1/models/none/labels/stable:predict,404,none",
    "POST,/v1/models/m:explain,501,'model ''m'' has no explainer'",
    "POST,/v1/models/none:explain,404,none",
    "POST,/v1/models/m:classify,501,'take tensors, not examples'",
    "POST,/v1/models/m/versions/1:regress,501,'take tensors, not examples'",
    "GET,/v1/models,200,'{\"models\":[\"m\",\"n\"]}'",
  })
  void answers(String method, String path, int status, String body) throws Exception {
    HttpResponse<String> answer =
        method.equals("GET") ? server.get(path) : server.post(path, INSTANCES);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(body);
  }

  @Test
  void answersAnEventInBinaryModeWithOne() throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/v1/models/m:predict",
            INSTANCES,
            "Ce-Specversion",
            "1.0",
            "Ce-Id",
            "36077800",
            "Ce-Source",
            "/client",
            "Ce-Type",
            "client.request",
            "Ce-Tenant",
            "blue");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PREDICTIONS);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "ce-specversion")).isEqualTo("1.0");
    assertThat(header(answer, "ce-type")).isEqualTo("my.type");
    assertThat(header(answer, "ce-source")).isEqualTo("io.kserve.inference.m");
    assertThat(header(answer, "ce-tenant")).isEqualTo("blue");
    assertThat(header(answer, "ce-id")).isNotEmpty().isNotEqualTo("36077800");
    assertThat(Instant.parse(header(answer, "ce-time"))).isBefore(Instant.now());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"data\":" + INSTANCES,
        "\"data_base64\":\"eyJpbnN0YW5jZXMiOlt7ImEiOlsxLDJdLCJiIjo3fSx7ImEiOlszLDRdLCJiIjo4fV19\""
      })
  void answersAnEventInStructuredModeWithOne(String data) throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/v1/models/m:predict",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"," + data + "}",
            "Content-Type",
            "application/cloudevents+json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo("application/cloudevents+json");
    assertThat(answer.body())
        .startsWith("{\"specversion\":\"1.0\"")
        .contains("\"type\":\"my.type\"")
        .endsWith(",\"datacontenttype\":\"application/json\",\"data\":" + PREDICTIONS + "}");
  }

  @Test
  void refusesWhatIsNoEvent() throws Exception {
    assertThat(
            server
                .post("/v1/models/m:predict", INSTANCES, "Ce-Specversion", "1.0", "Ce-Id", "1")
                .statusCode())
        .isEqualTo(400);
    HttpResponse<String> batch =
        server.post(
            "/v1/models/m:predict", "[]", "Content-Type", "application/cloudevents-batch+json");
    assertThat(batch.statusCode()).isEqualTo(415);
  }

  @Test
  void answersSageMaker() throws Exception {
    HttpResponse<String> ping = server.get("/ping");
    assertThat(ping.statusCode()).isEqualTo(200);
    assertThat(ping.body()).isEmpty();
    String target = "X-Amzn-SageMaker-Target-Model";
    assertThat(server.post("/invocations", INSTANCES, target, "m").body()).isEqualTo(PREDICTIONS);
    assertThat(server.post("/invocations", "{\"inputs\":{\"a\":[[1,2]],\"b\":[3]}}", target, "m"))
        .satisfies(answer -> assertThat(answer.body()).contains("\"outputs\":{\"x\":[[1.0,2.0]]"));
    assertThat(server.post("/invocations", RunningServer.V2, target, "m").body())
        .startsWith("{\"model_name\":\"m\"");
    assertThat(server.post("/serving/default/m/invocations", INSTANCES).body())
        .isEqualTo(PREDICTIONS);
    assertThat(server.post("/invocations", INSTANCES).body())
        .contains("there are 2 models (expected: one, or the header x-amzn-sagemaker-target-model");
    assertThat(server.post("/invocations", INSTANCES, target, "none").statusCode()).isEqualTo(404);
    for (String bad : new String[] {"", "[]", "{}", "{\"inputs\":7}"}) {
      assertThat(server.post("/invocations", bad, target, "m").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void passesBinaryTensorsThroughSageMaker() throws Exception {
    String type = "application/vnd.sagemaker-triton.binary+json";
    String json =
        RunningServer.V2.replaceFirst("\\{", "{\"parameters\":{\"binary_data_output\":true},");
    HttpResponse<String> answer =
        server.post(
            "/serving/default/m/invocations",
            json,
            "Content-Type",
            type + ";json-header-size=" + json.length());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith(type + ";json-header-size=");
    assertThat(answer.body()).contains("\"binary_data_size\":8");
    assertThat(
            server.post("/serving/default/m/invocations", json, "Content-Type", type).statusCode())
        .isEqualTo(400);
  }
}
