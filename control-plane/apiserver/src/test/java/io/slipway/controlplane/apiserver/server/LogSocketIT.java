// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.pods.LogQuery;
import io.slipway.controlplane.apiserver.pods.PodHost.Follower;
import io.slipway.controlplane.apiserver.testing.LogHost;
import io.slipway.controlplane.apiserver.testing.StoredPod;
import io.slipway.controlplane.testing.contract.ApiRequest;
import io.slipway.controlplane.testing.contract.ApiSocket;
import io.slipway.controlplane.testing.contract.ApiSocket.Heard;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs that are followed over a WebSocket, as pages in browsers do it. */
@Timeout(60)
class LogSocketIT {
  private static final int OPEN = 101;
  private static final int NORMAL = 1000;

  private static final String END = "";

  private final EmbeddedApi api = EmbeddedApi.start();

  /** What the container prints, until it ends. */
  private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();

  private final CountDownLatch left = new CountDownLatch(1);

  private void print(LogQuery query, Follower out) throws InterruptedException {
    out.onGone(() -> {
      left.countDown();
      printed.add(END);
    });
    String line = query.follow() ? printed.take() : END;
    while (!line.equals(END)) {
      byte[] bytes = line.getBytes(UTF_8);
      if (!out.write(bytes, 0, bytes.length)) {
        return;
      }
      line = printed.take();
    }
  }

  @BeforeEach
  void runAPod() {
    api.runsPods(new LogHost((_, query, out) -> print(query, out)));
    StoredPod.store(api::send);
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  private ApiSocket follow(String... protocols) {
    Map<String, String> token = Map.of("Authorization", "Bearer " + api.overSocket().adminToken());
    ApiRequest request =
        new ApiRequest("GET", StoredPod.PODS + "/p/log?follow=true", token, new byte[0]);
    return api.overSocket().openSocket(request, List.of(protocols));
  }

  @Test
  void whatIsPrintedIsToldUntilTheContainerEnds() {
    try (ApiSocket socket = follow()) {
      assertThat(socket.status()).isEqualTo(OPEN);
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, ""));

      printed.add("one\n");
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, "one\n"));
      printed.add("two\n");
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, "two\n"));

      printed.add(END);
      assertThat(socket.next()).isEqualTo(new Heard.End(NORMAL));
    }
  }

  @Test
  void pagesMayHaveItInBase64() {
    try (ApiSocket socket = follow("base64.binary.k8s.io", "binary.k8s.io")) {
      assertThat(socket.protocol()).isEqualTo("base64.binary.k8s.io");
      assertThat(socket.next()).isEqualTo(new Heard.Message(true, ""));

      printed.add("grüß\n");

      String encoded = Base64.getEncoder().encodeToString("grüß\n".getBytes(UTF_8));
      assertThat(socket.next()).isEqualTo(new Heard.Message(true, encoded));
    }
  }

  @Test
  void whoLeavesIsNotFollowedAnyMore() throws InterruptedException {
    try (ApiSocket socket = follow()) {
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, ""));
    }

    assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aProtocolThatIsNoneOfLogsIsRefused() {
    try (ApiSocket socket = follow("v4.channel.k8s.io")) {
      assertThat(socket.status()).isEqualTo(400);
    }
  }
}
