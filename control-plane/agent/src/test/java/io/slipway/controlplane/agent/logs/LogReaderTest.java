// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final AtomicReference<String> sent = new AtomicReference<>("");
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("0.log");
  }

  private void append(String text) {
    sent.accumulateAndGet(text, String::concat);
  }

  private LogFile log(LogLimits limits) {
    return new LogFile(file, limits, now::get);
  }

  private void write(String... lines) throws IOException {
    try (LogFile log = log(LogLimits.DEFAULT)) {
      for (String line : lines) {
        log.line(line);
        now.set(now.get().plusSeconds(1));
      }
    }
  }

  private String read(LogOptions options) throws IOException, InterruptedException {
    try (LogReader reader = new LogReader(file, options)) {
      reader.copyTo(bytes -> append(new String(bytes, UTF_8)), () -> true);
    }
    return sent.get();
  }

  @Test
  void allLinesAreGivenAsTheyWerePrinted() throws IOException, InterruptedException {
    write("one", "", "x".repeat(40_000));

    assertThat(read(LogOptions.ALL)).isEqualTo("one\n\n" + "x".repeat(40_000) + "\n");
  }

  @Test
  void theTailIsCountedInLines() throws IOException, InterruptedException {
    write("one", "two", "y".repeat(20_000));

    assertThat(read(new LogOptions(false, 2, Optional.empty(), false, -1)))
        .isEqualTo("two\n" + "y".repeat(20_000) + "\n");
  }

  @Test
  void timesAndLimitsAreKept() throws IOException, InterruptedException {
    write("one", "two", "three");

    assertThat(read(new LogOptions(false, -1, Optional.of(T0.plusSeconds(1)), true, -1)))
        .isEqualTo("2026-01-01T00:00:01.000000000Z two\n2026-01-01T00:00:02.000000000Z three\n");
    sent.set("");
    assertThat(read(new LogOptions(false, -1, Optional.empty(), false, 6))).isEqualTo("one\ntw");
  }

  @Test
  void aLogThatIsNotThereIsEmpty() throws IOException, InterruptedException {
    assertThat(read(LogOptions.ALL)).isEmpty();
  }

  @Test
  void whatIsPrintedLaterFollows() throws IOException, InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    LogOptions follow = new LogOptions(true, -1, Optional.empty(), false, -1);
    StringBuilder expected = new StringBuilder();
    try (LogFile log = log(new LogLimits(2_000, 4));
        LogReader reader = new LogReader(file, follow)) {
      log.line("before");
      expected.append("before\n");
      Thread reading =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  reader.copyTo(bytes -> append(new String(bytes, UTF_8)), ended::get);
                } catch (IOException | InterruptedException e) {
                  append(e.toString());
                }
              });
      for (String part : List.of("first", "second", "third")) {
        // more than one file takes, so that it is put aside between looks
        for (int i = 0; i < 20; i++) {
          log.line(part + i);
          expected.append(part).append(i).append('\n');
        }
        await().until(() -> sent.get().length() == expected.length());
      }
      ended.set(true);
      reading.join();
    }

    assertThat(sent.get()).isEqualTo(expected.toString());
  }
}
