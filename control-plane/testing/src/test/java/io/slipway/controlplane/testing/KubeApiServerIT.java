// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
final class KubeApiServerIT {
  @Test
  void servesTheOwnerOfTheToken(KubeApiServer server) throws Exception {
    HttpResponse<String> answer = get(server, "/api/v1/namespaces/default", server.token());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"phase\":\"Active\"");
  }

  @Test
  void forbidsNobodyEverything(KubeApiServer server) throws Exception {
    assertThat(get(server, "/api/v1/namespaces", server.powerlessToken()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void knowsNoOtherToken(KubeApiServer server) throws Exception {
    assertThat(get(server, "/api/v1/namespaces", "guessed").statusCode()).isEqualTo(401);
  }

  @Test
  void isTheSameForAllTests(KubeApiServer first, KubeApiServer second) {
    assertThat(first).isSameAs(second);
  }

  @Test
  void kubectlReadsTheKubeconfig(KubeApiServer server) throws Exception {
    Process kubectl =
        new ProcessBuilder(
                KubernetesBinaries.kubectl().toString(),
                "--kubeconfig=" + server.kubeconfig(),
                "get",
                "namespaces",
                "--output=name")
            .redirectErrorStream(true)
            .start();
    String printed = new String(kubectl.getInputStream().readAllBytes(), UTF_8);

    assertThat(kubectl.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(printed).contains("namespace/default");
  }

  @Test
  void nothingIsLeftOfAServerThatWasClosed() {
    Path kubeconfig;
    URI url;
    try (KubeApiServer own = KubeApiServer.start()) {
      kubeconfig = own.kubeconfig();
      url = own.url();
      assertThat(kubeconfig).exists();
    }

    assertThat(kubeconfig.getParent()).doesNotExist();
    assertThat(isFree(url.getPort())).isTrue();
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static HttpResponse<String> get(KubeApiServer server, String path, String token)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve(path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(server.sslContext()).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
