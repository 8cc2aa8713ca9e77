// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.model.ModelStatus;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of unequal lengths in one run. */
class PaddingIT {
  private static final String BATCHING = "max_batch_size: 8 dynamic_batching { } ";

  @TempDir private Path folder;
  private Together together;

  @SuppressWarnings("NullAway.Init") // set before each test
  PaddingIT() {}

  @BeforeEach
  void start() throws IOException {
    together = new Together(folder);
  }

  @AfterEach
  void stop() {
    together.close();
  }

  private static String parameter(String name, String value) {
    return "parameters { key: \"%s\" value { string_value: \"%s\" } } ".formatted(name, value);
  }

  private static double width(CompletableFuture<HttpResponse<String>> answer) throws IOException {
    return Together.data(answer, "width").getFirst();
  }

  @Test
  void unequalRequestsRunTogetherAndGetTheirOwnShapesBack() throws Exception {
    together.load(
        BATCHING
            + parameter("slipway.padding", "any")
            + parameter("slipway.padding.value.x", "1e30"));
    together.hold();
    CompletableFuture<HttpResponse<String>> three = together.infer(0, 1, 2, 3);
    CompletableFuture<HttpResponse<String>> five = together.infer(1, 4, 5, 6, 7, 8);
    CompletableFuture<HttpResponse<String>> one = together.infer(2, 0.1f);
    together.gathered(3);
    together.letGo();

    assertThat(Together.data(three, "doubled")).containsExactly(2.0, 4.0, 6.0);
    assertThat(Together.data(five, "doubled")).containsExactly(8.0, 10.0, 12.0, 14.0, 16.0);
    assertThat(Together.data(one, "doubled")).containsExactly(0.2);
    assertThat(Together.output(Together.answer(one), "doubled").path("shape").toString())
        .isEqualTo("[1,1]");
    assertThat(Together.data(one, "picked")).containsExactly(2.5);
    assertThat(Together.rows(one)).isEqualTo(3);
    assertThat(width(one)).isEqualTo(5);
    assertThat(together.statistic("execution_count")).isEqualTo(2);
  }

  @Test
  void onlyThoseOfOneBucketRunTogether() throws Exception {
    together.load(BATCHING + parameter("slipway.padding", "powers-of-two"));
    together.hold();
    CompletableFuture<HttpResponse<String>> three = together.infer(0, 1, 2, 3);
    CompletableFuture<HttpResponse<String>> four = together.infer(0, 1, 2, 3, 4);
    CompletableFuture<HttpResponse<String>> five = together.infer(0, 1, 2, 3, 4, 5);
    together.gathered(3);
    together.letGo();

    assertThat(width(three)).isEqualTo(4);
    assertThat(width(four)).isEqualTo(4);
    assertThat(width(five)).isEqualTo(5);
  }

  @Test
  void aBadRequestAmongUnequalOnesFailsAlone() throws Exception {
    together.load(BATCHING + parameter("slipway.padding", "any"));
    together.hold();
    CompletableFuture<HttpResponse<String>> good = together.infer(0, 1, 2);
    CompletableFuture<HttpResponse<String>> bad = together.infer(3, 1, 2, 3);
    together.gathered(2);
    together.letGo();

    assertThat(Together.data(good, "doubled")).containsExactly(2.0, 4.0);
    assertThat(width(good)).isEqualTo(2);
    assertThat(bad.join().statusCode()).isEqualTo(400);
  }

  @Test
  void withoutItUnequalRequestsRunOneAfterTheOther() throws Exception {
    together.load(BATCHING);
    together.hold();
    CompletableFuture<HttpResponse<String>> two = together.infer(0, 1, 2);
    CompletableFuture<HttpResponse<String>> one = together.infer(0, 1);
    together.gathered(2);
    together.letGo();

    assertThat(Together.rows(two)).isEqualTo(1);
    assertThat(Together.rows(one)).isEqualTo(1);
  }

  @Test
  void itIsForRequestsThatRunTogether() throws Exception {
    ModelStatus status = together.server.load("p", "together", parameter("slipway.padding", "any"));

    assertThat(status.reason())
        .contains("parameters['slipway.padding'] is for requests that run together");
  }
}
