// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.controlplane.testing.KubeApiServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands against Kubernetes' own API. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
class ClusterCommandsIT extends KubeCommandsContract {
  private final KubeApiServer server;

  ClusterCommandsIT(KubeApiServer server) {
    this.server = server;
  }

  @Override
  Path kubeconfig() {
    return server.kubeconfig();
  }

  @Test
  void whoMayDoNothingIsTold(@TempDir Path folder) throws IOException {
    Path file =
        kubeconfig(folder, "certificate-authority: " + server.caFile(), server.powerlessToken());

    Cli.Result result = Cli.run("get", "pods", "--kubeconfig", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("Error from server (Forbidden): pods is forbidden");
  }

  @Test
  void aServerThatNobodyVouchesForIsTrustedOnlyIfAsked(@TempDir Path folder) throws IOException {
    Path trusting = kubeconfig(folder, "insecure-skip-tls-verify: true", server.token());
    assertThat(Cli.run("get", "ns", "--kubeconfig", trusting.toString()).exitCode()).isZero();

    Path careful = kubeconfig(folder, "insecure-skip-tls-verify: false", server.token());
    assertThat(Cli.run("get", "ns", "--kubeconfig", careful.toString()).err())
        .contains("no TLS with " + server.url());
  }

  private Path kubeconfig(Path folder, String trust, String token) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        current-context: a
        clusters: [{name: a, cluster: {server: "%s", %s}}]
        users: [{name: a, user: {token: "%s"}}]
        contexts: [{name: a, context: {cluster: a, user: a}}]
        """
            .formatted(server.url(), trust, token));
  }
}
