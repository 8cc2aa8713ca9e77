// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

  @TempDir Path directory;

  @Test
  void linesHaveTheFormOfContainerRuntimes() throws IOException {
    Path file = directory.resolve("pod/0.log");
    try (LogFile log = new LogFile(file, LogLimits.DEFAULT, () -> NOW)) {
      log.line("hello\nworld");
    }

    assertThat(file)
        .hasContent(
            """
            2026-01-01T00:00:00.500000000Z stdout F hello
            2026-01-01T00:00:00.500000000Z stdout F world
            """);
  }

  @Test
  void longLinesAreWrittenInParts() throws IOException {
    Path file = directory.resolve("0.log");
    try (LogFile log = new LogFile(file, LogLimits.DEFAULT, () -> NOW)) {
      log.line("x".repeat(20_000));
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(LogLine.isPart(lines.get(0))).isTrue();
    assertThat(LogLine.isPart(lines.get(1))).isFalse();
    assertThat(LogLine.text(lines.get(0)) + LogLine.text(lines.get(1)))
        .isEqualTo("x".repeat(20_000));
  }

  @Test
  void filesAreKeptToTheirNumberAndSize() throws IOException {
    Path file = directory.resolve("0.log");
    try (LogFile log = new LogFile(file, new LogLimits(200, 3), () -> NOW)) {
      for (int i = 0; i < 40; i++) {
        log.line("line " + i);
      }
    }

    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("0.log", "0.log.1", "0.log.2");
    assertThat(Files.size(LogFile.older(file, 1))).isLessThanOrEqualTo(200);
    assertThat(Files.readString(file)).contains("line 39");
    assertThat(Files.readString(LogFile.older(file, 2))).doesNotContain("line 39");
  }

  @Test
  void aFileThatIsThereGoesOn() throws IOException {
    Path file = directory.resolve("0.log");
    for (String text : List.of("first", "second")) {
      try (LogFile log = new LogFile(file, LogLimits.DEFAULT, () -> NOW)) {
        log.line(text);
      }
    }

    assertThat(Files.readAllLines(file))
        .extracting(LogLine::text)
        .containsExactly("first", "second");
  }
}
