// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Iris;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the AOT cache that it makes. */
@Tag("conformance")
class LauncherIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void startsFromTheAotCache() throws Exception {
    // AOTMode=on makes a JVM that can't use the cache end instead of going on without it.
    String output =
        new Command(
                List.of(Checkout.launcher().toString(), "version"),
                Checkout.root(),
                Map.of("SLIPWAY_JAVA_OPTS", "-XX:AOTMode=on -Xlog:class+load=info:stdout"),
                LIMIT)
            .output();

    assertThat(output)
        .containsPattern("io\\.slipway\\.cli\\.Main source: shared objects file")
        .containsPattern("io\\.slipway\\.cli\\.command\\.Commands source: shared objects file")
        .contains("slipway ");
  }

  @Test
  @Timeout(300)
  void aPlatformThatNativeCodeHasEndedIsStartedAgain(@TempDir Path folder) throws Exception {
    try (SlipwayProcess platform = SlipwayProcess.asTyped(folder, up(folder))) {
      Iris.assertAnswers(platform.http(), "iris");
      ProcessHandle server = server(platform);
      long crash = System.nanoTime();

      signal("SEGV", server);
      server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptions()
          .untilAsserted(() -> Iris.assertAnswers(platform.http(), "iris"));
      System.out.printf("answers %d ms after the crash%n", (System.nanoTime() - crash) / 1_000_000);
      assertThat(server(platform).pid()).isNotEqualTo(server.pid());
      assertThat(folder.resolve("hs_err_pid" + server.pid() + ".log")).isNotEmptyFile();
      await().atMost(LIMIT).until(() -> Collections.frequency(platform.printed(), "ready") == 2);
    } // which asserts that it ends with 0 after SIGTERM
  }

  @Test
  @Timeout(300)
  void aStopRightBehindTheFirstAnswerIsAnOrderlyOne(@TempDir Path folder) throws Exception {
    String command = up(folder);
    Matcher port = Pattern.compile("--http-port (\\d+)").matcher(command);
    assertThat(port.find()).isTrue();
    Path out = folder.resolve("out.txt");
    Process launcher =
        new ProcessBuilder("bash", "-c", "exec " + command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .ignoreExceptions()
          .untilAsserted(
              () -> Iris.assertAnswers(URI.create("http://127.0.0.1:" + port.group(1)), "iris"));
      launcher.destroy();
      assertThat(launcher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(launcher.exitValue()).describedAs(Files.readString(out)).isZero();
    } finally {
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    }
  }

  @Test
  @Timeout(300)
  void aPlatformDoesNotOutliveItsLauncher(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out.txt");
    Process launcher =
        new ProcessBuilder("bash", "-c", "exec " + up(folder))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      await().atMost(LIMIT).until(() -> Files.readString(out).contains("ready"));
      ProcessHandle server = launcher.children().findFirst().orElseThrow();

      launcher.destroyForcibly();

      server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    }
  }

  /** With ports that the process has again when it has started again. */
  private static String up(Path folder) throws IOException {
    try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket grpc = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "%s up -f %s --data %s --http-port %d --grpc-port %d --api-port 0"
          .formatted(
              Checkout.launcher(),
              Checkout.examples().resolve("iris/inferenceservice.yaml"),
              folder.resolve("data"),
              http.getLocalPort(),
              grpc.getLocalPort());
    }
  }

  private static ProcessHandle server(SlipwayProcess platform) {
    return platform.launcher().children().findFirst().orElseThrow();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
