// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.pods.ContainerRef;
import io.slipway.controlplane.apiserver.pods.LogQuery;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.pods.RunningCommand;
import io.slipway.controlplane.testing.contract.ApiRequest;
import io.slipway.controlplane.testing.contract.ApiSocket;
import io.slipway.controlplane.testing.contract.ApiSocket.Heard;
import java.io.IOException;
import java.net.Socket;
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
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final int OPEN = 101;
  private static final int NORMAL = 1000;

  private final Printing host = new Printing();
  private final EmbeddedApi api = EmbeddedApi.start();

  /** Prints what a test says, until it says that the container has ended. */
  private static final class Printing implements PodHost {
    private static final String END = "";

    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private final CountDownLatch left = new CountDownLatch(1);

    @Override
    public void copyLog(ContainerRef container, LogQuery query, Follower out)
        throws InterruptedException {
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

    @Override
    public RunningCommand exec(
        ContainerRef container, List<String> command, boolean stdin, boolean tty) {
      throw new AssertionError("no command is started here");
    }

    @Override
    public RunningCommand attach(ContainerRef container, boolean stdin, boolean tty) {
      throw new AssertionError("nobody attaches here");
    }

    @Override
    public Socket connect(ContainerRef pod, int port) throws IOException {
      throw new IOException("there are no ports here");
    }
  }

  @BeforeEach
  void runAPod() {
    api.runsPods(host);
    send(
        "POST",
        PODS,
        "application/json",
        """
        {"metadata":{"name":"p"},"spec":{"nodeName":"here",
         "containers":[{"name":"c","image":"i"}]}}
        """);
    send(
        "PATCH",
        PODS + "/p/status",
        "application/merge-patch+json",
        """
        {"status":{"phase":"Running","containerStatuses":[{"name":"c",
         "image":"i","imageID":"i","ready":true,"restartCount":0,"containerID":"slipway://u/c/1",
         "state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}}
        """);
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  private void send(String method, String path, String type, String body) {
    ApiRequest request =
        new ApiRequest(method, path, Map.of("Content-Type", type), body.getBytes(UTF_8));
    assertThat(api.overSocket().admin().send(request).status()).isLessThan(300);
  }

  private ApiSocket follow(String... protocols) {
    Map<String, String> token = Map.of("Authorization", "Bearer " + api.overSocket().adminToken());
    ApiRequest request = new ApiRequest("GET", PODS + "/p/log?follow=true", token, new byte[0]);
    return api.overSocket().openSocket(request, List.of(protocols));
  }

  @Test
  void whatIsPrintedIsToldUntilTheContainerEnds() {
    try (ApiSocket socket = follow()) {
      assertThat(socket.status()).isEqualTo(OPEN);
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, ""));

      host.printed.add("one\n");
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, "one\n"));
      host.printed.add("two\n");
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, "two\n"));

      host.printed.add(Printing.END);
      assertThat(socket.next()).isEqualTo(new Heard.End(NORMAL));
    }
  }

  @Test
  void pagesMayHaveItInBase64() {
    try (ApiSocket socket = follow("base64.binary.k8s.io", "binary.k8s.io")) {
      assertThat(socket.protocol()).isEqualTo("base64.binary.k8s.io");
      assertThat(socket.next()).isEqualTo(new Heard.Message(true, ""));

      host.printed.add("grüß\n");

      String encoded = Base64.getEncoder().encodeToString("grüß\n".getBytes(UTF_8));
      assertThat(socket.next()).isEqualTo(new Heard.Message(true, encoded));
    }
  }

  @Test
  void whoLeavesIsNotFollowedAnyMore() throws InterruptedException {
    try (ApiSocket socket = follow()) {
      assertThat(socket.next()).isEqualTo(new Heard.Message(false, ""));
    }

    assertThat(host.left.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aProtocolThatIsNoneOfLogsIsRefused() {
    try (ApiSocket socket = follow("v4.channel.k8s.io")) {
      assertThat(socket.status()).isEqualTo(400);
    }
  }
}
