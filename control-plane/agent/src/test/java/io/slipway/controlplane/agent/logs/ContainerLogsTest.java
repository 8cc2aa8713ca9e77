// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogsTest {
  @TempDir Path directory;

  private static PodIdentity pod(String uid) {
    return new PodIdentity("default", "web", uid, Map.of(), Map.of());
  }

  @Test
  void logsOfPodsThatNobodyKnowsAreRemoved() throws IOException {
    ContainerLogs logs = new ContainerLogs(directory.resolve("logs"));
    logs.keepOnly(Set.of()); // there are none yet
    for (String uid : Set.of("u-1", "u-2")) {
      try (LogFile file = logs.writer(pod(uid), "main", 1, InstantSource.system())) {
        file.line("hello");
      }
    }

    logs.keepOnly(Set.of("u-2"));

    assertThat(logs.file(pod("u-1"), "main", 1)).doesNotExist();
    assertThat(logs.file(pod("u-2"), "main", 1)).exists();
  }

  @Test
  void thePresentRunAndTheOneBeforeAreKept() throws IOException {
    ContainerLogs logs = new ContainerLogs(directory.resolve("logs"));
    logs.keepLast(pod("u-1"), "main", 7); // there are none yet
    for (int run = 1; run <= 12; run++) {
      try (LogFile file = logs.writer(pod("u-1"), "main", run, InstantSource.system())) {
        file.line("hello");
      }
    }
    Path rotated = LogFile.older(logs.file(pod("u-1"), "main", 3), 1);
    Files.createFile(rotated);

    logs.keepLast(pod("u-1"), "main", 12);

    assertThat(logs.file(pod("u-1"), "main", 10)).doesNotExist();
    assertThat(rotated).doesNotExist();
    assertThat(logs.file(pod("u-1"), "main", 11)).exists();
    assertThat(logs.file(pod("u-1"), "main", 12)).exists();
  }
}
