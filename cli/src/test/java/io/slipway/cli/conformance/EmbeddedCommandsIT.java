// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against the API of {@code slipway up}. */
@Tag("conformance")
class EmbeddedCommandsIT extends KubeCommandsContract {
  @TempDir private static Path data;
  private static ServerProcess server;

  @BeforeAll
  static void startServer() throws Exception {
    server = up(data);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private static ServerProcess up(Path data) throws Exception {
    ServerProcess started = ServerProcess.start("up", "--data", data.toString());
    started.awaitReady();
    return started;
  }

  @Override
  Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  @Test
  void aBackupOfTheRunningPlatformIsRestoredElsewhere(@TempDir Path folder) throws Exception {
    String namespace =
        in("get", "ns", "-o", "name")
            .out()
            .lines()
            .filter(line -> line.contains("cli-"))
            .findFirst()
            .orElseThrow();
    Path backup = folder.resolve("backup");
    Path other = folder.resolve("other");

    assertThat(Cli.run("backup", backup.toString(), "--data", data.toString()).err()).isEmpty();
    assertThat(Cli.run("restore", backup.toString(), "--data", data.toString()).err())
        .contains("is in use by another process");
    assertThat(Cli.run("restore", backup.toString(), "--data", other.toString()).err()).isEmpty();

    try (ServerProcess restored = up(other)) {
      assertThat(
              Cli.run(
                      "get",
                      namespace,
                      "-o",
                      "name",
                      "--kubeconfig",
                      other.resolve("kubeconfig").toString())
                  .out()
                  .lines())
          .containsExactly(namespace);
      assertThat(restored.stop()).isZero();
    }
  }
}
