// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of a quick model over a real connection. */
class InlineRunsIT {
  private static final String EVENT_LOOP = "transport-";
  private static final String INSTANCE = "model-m";

  /** Also on a machine that is busy with other things. */
  private static final int ENOUGH = 20_000;

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
  void moveToTheEventLoopAfterAWhileAndStayRight() throws Exception {
    String first = infer();
    assertThat(runners).containsExactly(INSTANCE);
    for (int i = 0; i < ENOUGH && !onEventLoop(); i++) {
      assertThat(infer()).isEqualTo(first);
    }
    assertThat(onEventLoop()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(infer()).isEqualTo(first);
    }
  }

  private boolean onEventLoop() {
    for (String name : runners) {
      if (name.startsWith(EVENT_LOOP)) {
        return true;
      }
    }
    return false;
  }

  private String infer() throws Exception {
    var answer = server.post("/v2/models/m/infer", RunningServer.V2);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
