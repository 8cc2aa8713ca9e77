// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerRunTest {
  private static final ContainerRun RUN =
      new ContainerRun(
          new PodIdentity("default", "iris", "1", Map.of(), Map.of()),
          "main",
          "slipway/model-server",
          List.of(),
          List.of(),
          Map.of(),
          List.of(
              new Mount("/mnt/models", Path.of("/data/models"), true),
              new Mount("/mnt/models/extra", Path.of("/data/extra"), false),
              new Mount("/mnt/models/one.txt", Path.of("/data/file"), true)),
          ContainerLog.NONE,
          CrashJournal.NONE);

  @ParameterizedTest
  @CsvSource({
    "/mnt/models, /data/models",
    "/mnt/models/a/b, /data/models/a/b",
    "/mnt/models/extra/c, /data/extra/c",
    "/mnt/models/one.txt, /data/file",
    "/mnt/modelsbeside, /mnt/modelsbeside",
    "/mnt/models/../other, /mnt/other",
    "/elsewhere, /elsewhere"
  })
  void findsPathsBelowTheNearestMount(String inContainer, String onMachine) {
    assertThat(RUN.onThisMachine(inContainer)).isEqualTo(Path.of(onMachine));
  }

  @Test
  void refusesRelativePaths() {
    assertThatThrownBy(() -> RUN.onThisMachine("models"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("models (expected: an absolute path)");
  }
}
