// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's quick start does what it says, typed as printed, on a copy of the sources. */
@Tag("conformance")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class QuickStartIT {
  private static final int[] DEFAULT_PORTS = {8080, 8081};

  @Test
  void printedCommandsGiveThePrintedAnswers(@TempDir Path copy) throws Exception {
    copySources(copy);
    requireFreePorts();
    String start = ReadmeBlock.named("run: quickstart server", copy.resolve("README.md"));
    try (var _ = SlipwayProcess.asTyped(copy, start)) {
      assertPrintedAnswer(copy, "v1");
      assertPrintedAnswer(copy, "v2");
    }
  }

  private static void assertPrintedAnswer(Path copy, String protocol)
      throws IOException, InterruptedException {
    Path readme = copy.resolve("README.md");
    String command = ReadmeBlock.named("run: quickstart " + protocol, readme);
    JsonNode printed = Json.parse(ReadmeBlock.named("answer: quickstart " + protocol, readme));
    JsonNode committed = Json.read(copy.resolve("examples/iris/expected-" + protocol + ".json"));
    String answer =
        Command.of("bash", "-c", command).in(copy).with("NO_PROXY", "localhost").output();
    Json.assertSame(printed, committed);
    Json.assertSame(Json.parse(answer), committed);
  }

  /** The files that git tracks or would add: what a clone has, and changes not yet committed. */
  private static void copySources(Path copy) throws IOException, InterruptedException {
    Path root = Checkout.root();
    String files =
        Command.of(
                "git",
                "-c",
                "safe.directory=" + root,
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard")
            .output();
    assertThat(files).as("files that git knows in %s", root).isNotEmpty();
    for (String file : files.split("\0", 0)) {
      Path source = root.resolve(file);
      if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) { // else deleted, not yet committed
        Path target = copy.resolve(file);
        Files.createDirectories(target.getParent());
        Files.copy(source, target, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void requireFreePorts() {
    for (int port : DEFAULT_PORTS) {
      try {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      } catch (IOException e) {
        throw new AssertionError("the README's port " + port + " is taken on this machine", e);
      }
    }
  }
}
