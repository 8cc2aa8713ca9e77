// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which answers are packed for clients that ask for it. Triton's asyncio client asks always, as
 * aiohttp does unless told otherwise, but unpacks only the answers to predictions.
 */
class PackedAnswersIT {
  private static final int MIN_BYTES = 1024;
  private static final String LARGE =
      """
      {"inputs": [{"name": "a", "shape": [500, 2], "datatype": "FP32", "data": [%s]},
                  {"name": "b", "shape": [1], "datatype": "INT64", "data": [3]}]}\
      """
          .formatted("1, ".repeat(999) + "1");

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.get(path, "Accept-Encoding", "gzip, deflate");
  }

  private static void assertPlain(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
    assertThat(answer.body()).hasSizeGreaterThan(MIN_BYTES).startsWith("{");
  }

  @Test
  void predictionsAndMetricsArePacked() throws Exception {
    HttpResponse<String> prediction =
        server.post("/v2/models/m/infer", LARGE, "Accept-Encoding", "gzip");
    assertThat(prediction.statusCode()).isEqualTo(200);
    assertThat(prediction.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(get("/metrics").headers().firstValue("content-encoding")).contains("gzip");
  }

  @Test
  void statisticsAreNot() throws Exception {
    for (String model : new String[] {"m", "n"}) {
      assertThat(server.infer(model).statusCode()).isEqualTo(200);
    }
    assertPlain(get("/v2/models/stats"), 200);
  }

  @Test
  void failuresAreNot() throws Exception {
    String unknown = "/v2/models/" + "x".repeat(2 * MIN_BYTES) + "/infer";
    assertPlain(server.post(unknown, LARGE, "Accept-Encoding", "gzip"), 404);
  }
}
