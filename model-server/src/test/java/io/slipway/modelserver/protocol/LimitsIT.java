// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over the limits of a client or a service are refused at once, and counted. */
class LimitsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] GRPC =
      inferRequest("m")
          .message(5, tensor("a", "FP32", 1, 2))
          .message(5, tensor("b", "INT64", 1))
          .bytes(7, new byte[8])
          .bytes(7, new byte[8])
          .toByteArray();

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  LimitsIT() {}

  private RunningServer server(SecurityConfig security) throws IOException {
    return new RunningServer(directory, security);
  }

  private static void assertRefused(HttpResponse<String> answer, String retryAfter) {
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue(retryAfter);
  }

  @Test
  void aClientGetsItsBurstAndThenHasToWait() throws Exception {
    try (RunningServer server = server(Security.limits("rate=0.02,burst=3", ""));
        GrpcClient client = server.grpc()) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.infer("n").statusCode()).isEqualTo(200);
      assertThat(server.get("/v2").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = server.infer("m");
      assertRefused(refused, "50");
      assertThat(refused.body()).contains("0.02 requests per second");
      assertThatThrownBy(
              () -> client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), GRPC, TIMEOUT))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
      assertThat(server.get("/v2").statusCode()).isEqualTo(429);
      // probes and scrapers go on
      assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics").body())
          .contains("slipway_refusals_total{reason=\"client_rate\"} 3.0");
    }
  }

  @Test
  void aServiceTakesSoManyAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (RunningServer server = server(Security.limits("", "concurrent=1"))) {
      server.model(0).onRun(release::await);
      CompletableFuture<Integer> running =
          CompletableFuture.supplyAsync(() -> {
            try {
              return server.infer("m").statusCode();
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      await().until(() -> server.model(0).runs() == 1);
      assertRefused(server.infer("m"), "1");
      assertThat(server.infer("n").statusCode()).isEqualTo(200);
      release.countDown();
      assertThat(running.join()).isEqualTo(200);
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.metrics().scrape())
          .contains("slipway_refusals_total{reason=\"service_concurrency\"} 1.0");
    }
  }

  @Test
  void aFailedRequestIsNoLongerUnderWay() throws Exception {
    try (RunningServer server = server(Security.limits("concurrent=1", "concurrent=1"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.post("/v2/models/m/infer", "{}").statusCode()).isEqualTo(400);
        assertThat(server.infer("none").statusCode()).isEqualTo(404);
        assertThat(server.infer("m").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aServicesOwnLimitsReplaceThoseOfAll() throws Exception {
    SecurityConfig security =
        Security.limits("", "rate=0.02,burst=1")
            .withLimitsByService(Map.of("default/n", Limits.parse("rate=1000")));
    try (RunningServer server = server(security)) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.infer("m").statusCode()).isEqualTo(429);
      for (int i = 0; i < 5; i++) {
        assertThat(server.infer("n").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aRequestMayBeOnlySoLarge() throws Exception {
    try (RunningServer server = server(Security.limits("", "bytes=" + RunningServer.V2.length()));
        GrpcClient client = server.grpc()) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      HttpResponse<String> large = server.post("/v2/models/m/infer", RunningServer.V2 + " ");
      assertThat(large.statusCode()).isEqualTo(413);
      assertThat(large.body()).contains("service 'default/m'");
      assertThat(client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), GRPC, TIMEOUT))
          .isNotEmpty();
    }
  }

  @Test
  void aClientsOwnLimitsAreThoseOfTheTokensFile() throws Exception {
    Path tokens =
        Security.secret(
            directory.resolve("tokens"),
            "alice alice-0123456789 rate=0.02 burst=1",
            "bob bob-0123456789-0");
    try (RunningServer server = server(Security.config(null, tokens, "rate=0.02,burst=2", ""))) {
      assertThat(server.infer("m", "X-API-Key", "alice-0123456789").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = server.infer("m", "X-API-Key", "alice-0123456789");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("client 'alice'");
      for (int i = 0; i < 2; i++) {
        assertThat(server.infer("m", "X-API-Key", "bob-0123456789-0").statusCode()).isEqualTo(200);
      }
      assertThat(server.infer("m", "X-API-Key", "bob-0123456789-0").statusCode()).isEqualTo(429);
    }
  }
}
