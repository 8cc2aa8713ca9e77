// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of a quick model over a real connection. */
class InlineRunsIT {
  private static final String EVENT_LOOP = "transport-";
  private static final String INSTANCE = "model-m";

  private final Set<String> runners = ConcurrentHashMap.newKeySet();
  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
    server.model(0).onRun(() -> runners.add(Thread.currentThread().getName()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void moveToTheEventLoopAfterAWhileAndStayRight() {
    String first = infer();
    assertThat(runners).containsExactly(INSTANCE);
    Awaitility.await()
        .until(() -> {
          assertThat(infer()).isEqualTo(first);
          return runners.stream().anyMatch(name -> name.startsWith(EVENT_LOOP));
        });
    for (int i = 0; i < 100; i++) {
      assertThat(infer()).isEqualTo(first);
    }
  }

  private String infer() {
    try {
      var answer = server.post("/v2/models/m/infer", RunningServer.V2);
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
