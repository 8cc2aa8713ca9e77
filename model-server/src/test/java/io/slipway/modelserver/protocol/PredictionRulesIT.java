// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines, priorities and classes of predictions over HTTP. */
class PredictionRulesIT {
  private static final String INPUTS =
      """
      "inputs": [{"name": "a", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]},
                 {"name": "b", "shape": [1], "datatype": "INT64", "data": [3]}]\
      """;

  private final Semaphore mayRun = new Semaphore(0);
  private final CountDownLatch running = new CountDownLatch(1);
  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
  }

  @AfterEach
  void stop() {
    mayRun.release(100);
    server.close();
  }

  private HttpResponse<String> infer(String members, String... headers) throws Exception {
    return server.post("/v2/models/m/infer", "{" + members + INPUTS + "}", headers);
  }

  private void blockModel() {
    server
        .model(0)
        .onRun(() -> {
          running.countDown();
          mayRun.acquire();
        });
  }

  @Test
  void answersWhenTheTimeoutParameterHasPassedThoughTheModelStillRuns() throws Exception {
    blockModel();
    HttpResponse<String> answer = infer("\"parameters\": {\"timeout\": 500000},");
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"the deadline passed before the answer was ready\"}");
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void keepsTheDeadlineOfAHeaderInEveryProtocol() throws Exception {
    blockModel();
    assertThat(infer("", "Grpc-Timeout", "20m").statusCode()).isEqualTo(504);
    assertThat(infer("", "X-Envoy-Expected-Rq-Timeout-Ms", "20").statusCode()).isEqualTo(504);
    String v1 = "{\"inputs\": {\"a\": [[1, 2]], \"b\": [3]}}";
    assertThat(server.post("/v1/models/m:predict", v1, "Grpc-Timeout", "20m").statusCode())
        .isEqualTo(504);
  }

  @Test
  void answersInTimeWithADeadlineThatIsFarOff() throws Exception {
    HttpResponse<String> answer =
        infer("\"parameters\": {\"timeout\": 60000000, \"priority\": 1},");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("timeout").doesNotContain("priority");
  }

  @Test
  void refusesATimeoutOrPriorityThatIsNone() throws Exception {
    for (String parameter : new String[] {"\"timeout\": -1", "\"priority\": \"high\""}) {
      HttpResponse<String> answer = infer("\"parameters\": {" + parameter + "},");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
  }

  @Test
  void givesClasses() throws Exception {
    HttpResponse<String> answer =
        infer("\"outputs\": [{\"name\": \"x\", \"parameters\": {\"classification\": 1}}],");
    assertThat(answer.body())
        .contains(
            "{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1,1],\"data\":[\"2.000000:1\"]}");
    assertThat(
            infer("\"outputs\": [{\"name\": \"x\", \"parameters\": {\"classification\": 0}}],")
                .statusCode())
        .isEqualTo(400);
  }
}
