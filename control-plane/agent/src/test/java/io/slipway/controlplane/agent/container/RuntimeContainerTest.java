// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.logs.LogLimits;
import io.slipway.controlplane.agent.process.Launch;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in place of podman, and one in place of its client. */
class RuntimeContainerTest {
  private static final String PODMAN =
      """
      cd "${0%/*}"
      case "$*" in kill*KILL*) : >killed ;; esac
      """;

  private static final String CLIENT = "while [ ! -e killed ]; do sleep 0.1; done";

  @TempDir Path directory;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);

  private final class Ended implements ContainerListener {
    @Override
    public void ready(boolean ready) {}

    @Override
    public void exited(int exitCode, String reason, String message) {
      ended.countDown();
    }
  }

  /** Hears that a signal was not sent. */
  private final class Heard extends Handler {
    @Override
    public void publish(LogRecord logged) {
      failed.countDown();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private RuntimeContainer started(Path podman) throws Exception {
    List<String> program = List.of(podman.toString());
    ContainerFile file = new ContainerFile(RuntimeKind.PODMAN, program, "c", "image", "SIGTERM");
    RuntimeProgram runtime = new RuntimeProgram(file.lines(), Map.of("PATH", "/usr/bin:/bin"));
    RuntimeContainer container =
        new RuntimeContainer(runtime, file, directory, Optional.empty(), () -> "", new Ended());
    container.start(
        new Launch(
            directory.resolve("run"),
            List.of("/bin/sh", "-c", CLIENT),
            Map.of("PATH", "/usr/bin:/bin"),
            directory,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Console.NONE,
            "SIGTERM"),
        new LogFile(directory.resolve("log"), LogLimits.DEFAULT, InstantSource.system()));
    return container;
  }

  @Test
  void aStopThatTheRuntimeCannotBeAskedForIsTriedAgain() throws Exception {
    Path podman = ProgramScript.write(directory, "podman", PODMAN);
    Path away = directory.resolve("away");
    RuntimeContainer container = started(podman);
    Logger logger = Logger.getLogger(RuntimeContainer.class.getName());
    Handler heard = new Heard();
    logger.addHandler(heard);
    try {
      Files.move(podman, away);
      container.stop(Duration.ofMillis(1));
      failed.await();
      Files.move(away, podman);

      await().until(() -> ended.getCount() == 0);
      assertThat(directory.resolve("killed")).exists();
    } finally {
      logger.removeHandler(heard);
      Files.writeString(directory.resolve("killed"), ""); // its client ends in any case
    }
  }
}
