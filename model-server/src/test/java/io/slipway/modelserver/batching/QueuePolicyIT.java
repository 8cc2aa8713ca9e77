// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How requests wait for a model that batches, as its configuration says. */
class QueuePolicyIT {
  private static final String FIRST = "\"priority\": 1";
  private static final String SECOND = "\"priority\": 2";

  @TempDir private Path folder;
  private Together together;

  @SuppressWarnings("NullAway.Init") // set before each test
  QueuePolicyIT() {}

  @BeforeEach
  void start() throws IOException {
    together = new Together(folder);
  }

  @AfterEach
  void stop() {
    together.close();
  }

  private void load(String batching) throws IOException {
    together.load("max_batch_size: 2 dynamic_batching { " + batching + " }");
  }

  @Test
  void theFirstLevelRunsFirst() throws Exception {
    load("priority_levels: 2 default_priority_level: 2");
    together.hold();
    String[] priorities = {SECOND, "", FIRST, FIRST};
    for (int i = 0; i < priorities.length; i++) {
      together.infer(priorities[i], 0, i);
      together.gathered(i + 1);
    }
    together.letGo();
    together.gathered(0);

    await().until(() -> together.engine.begun().size() == 3);
    assertThat(together.engine.begun()).containsExactly(Together.HELD, 2f, 0f);
  }

  @Test
  void whatWaitsTooLongFails() throws Exception {
    load("default_queue_policy { default_timeout_microseconds: 500000 }");
    together.hold();
    CompletableFuture<HttpResponse<String>> late = together.infer(0, 1);
    together.gathered(1);
    long since = System.nanoTime();
    await().until(() -> System.nanoTime() - since > Duration.ofMillis(501).toNanos());
    together.letGo();

    assertThat(late.join().statusCode()).isEqualTo(504);
    assertThat(together.engine.begun()).containsExactly(Together.HELD);
  }

  @Test
  void whatWaitsTooLongMayLetOthersPassInstead() throws Exception {
    load("default_queue_policy { timeout_action: DELAY default_timeout_microseconds: 1000000 }");
    together.hold();
    CompletableFuture<HttpResponse<String>> late = together.infer(0, 1, 1);
    together.gathered(1);
    long since = System.nanoTime();
    await().until(() -> System.nanoTime() - since > Duration.ofMillis(1001).toNanos());
    CompletableFuture<HttpResponse<String>> inTime = together.infer(0, 2);
    together.gathered(2);
    together.letGo();

    assertThat(Together.data(inTime, "doubled")).containsExactly(4.0);
    assertThat(Together.data(late, "doubled")).containsExactly(2.0, 2.0);
    assertThat(together.engine.begun()).containsExactly(Together.HELD, 2f, 1f);
  }

  @Test
  void nothingIsDecodedThatHasNoPlace() throws Exception {
    load("default_queue_policy { max_queue_size: 1 }");
    together.hold();
    CompletableFuture<HttpResponse<String>> waiting = together.infer(0, 1);
    together.gathered(1);
    for (String path : new String[] {"/v2/models/m/infer", "/v1/models/m:predict"}) {
      HttpResponse<String> refused = together.server.post(path, "no JSON");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }
    together.letGo();

    assertThat(Together.data(waiting, "doubled")).containsExactly(2.0);
    await().until(() -> together.server.post("/v2/models/m/infer", "no JSON").statusCode() == 400);
    assertThat(together.server.repository().statistics(new ModelId("m", "1")))
        .extracting(statistics -> statistics.failures(FailureReason.REJECTED))
        .isEqualTo(2L);
  }

  @Test
  void everyLevelHasItsOwnRoom() throws Exception {
    load(
        """
        priority_levels: 2 default_priority_level: 2
        default_queue_policy { max_queue_size: 2 }
        priority_queue_policy { key: 1 value { max_queue_size: 1 } }
        """);
    together.hold();
    CompletableFuture<HttpResponse<String>> first = together.infer(FIRST, 0, 1);
    together.gathered(1);
    assertThat(together.infer(FIRST, 0, 2).join().statusCode()).isEqualTo(503);
    CompletableFuture<HttpResponse<String>> second = together.infer(SECOND, 0, 3);
    CompletableFuture<HttpResponse<String>> other = together.infer(0, 4);
    together.gathered(3);
    assertThat(together.infer(0, 5).join().statusCode()).isEqualTo(503);
    together.letGo();

    assertThat(Together.data(first, "doubled")).containsExactly(2.0);
    assertThat(Together.data(second, "doubled")).containsExactly(6.0);
    assertThat(Together.data(other, "doubled")).containsExactly(8.0);
  }

  @Test
  void answersCanKeepTheOrderOfTheRequests() throws Exception {
    String config =
        "max_batch_size: 2 instance_group { count: 2 } dynamic_batching { preserve_ordering: true"
            + " }";
    together.load(config);
    CompletableFuture<HttpResponse<String>> held = together.hold();
    CompletableFuture<HttpResponse<String>> next = together.infer(0, 1);
    await().until(() -> together.statistic("inference_count") == 1);
    assertThat(next).isNotDone();
    together.letGo();

    assertThat(Together.data(held, "picked")).containsExactly(0.5);
    assertThat(Together.data(next, "doubled")).containsExactly(2.0);
  }
}
