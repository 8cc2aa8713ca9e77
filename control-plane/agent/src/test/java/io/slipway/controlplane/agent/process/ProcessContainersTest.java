// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.logs.LogLimits;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessContainersTest {
  private static final ContainerListener NOBODY =
      new ContainerListener() {
        @Override
        public void ready(boolean ready) {}

        @Override
        public void exited(int exitCode, String reason, String message) {}
      };

  @TempDir Path directory;

  private static boolean isOf(ProcessHandle process, Path run) {
    return process.info().commandLine().filter(line -> line.contains(run.toString())).isPresent();
  }

  @Test
  void aStartThatFailsLeavesNoProcess() throws IOException {
    Path run = directory.resolve("run");
    Files.createDirectories(run.resolve("keeper")); // where a file is to be
    Launch launch =
        new Launch(
            run,
            List.of("/bin/true"),
            Map.of("PATH", "/usr/bin:/bin"),
            directory,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Console.NONE,
            StopSignal.DEFAULT);
    LogFile output =
        new LogFile(directory.resolve("log"), LogLimits.DEFAULT, InstantSource.system());

    assertThatThrownBy(() -> ProcessContainers.start(launch, output, NOBODY))
        .isInstanceOf(ContainerCreationException.class)
        .hasMessageContaining("keeper");

    await().until(() -> ProcessHandle.current().children().noneMatch(each -> isOf(each, run)));
  }
}
