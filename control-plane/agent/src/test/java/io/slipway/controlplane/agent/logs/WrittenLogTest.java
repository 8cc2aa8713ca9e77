// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WrittenLogTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path directory;

  private static int lines(byte[] bytes, int length) {
    int lines = 0;
    for (int i = 0; i < length; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  @Test
  @Timeout(60)
  void everyByteIsReadOnceWhileFilesArePutAsideAndRemoved()
      throws IOException, InterruptedException {
    int count = 20_000;
    // at most as many lines unread as three files take, of the five that are kept
    Semaphore unread = new Semaphore(30);
    Path file = directory.resolve("0.log");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < count; i++) {
      expected.append("1970-01-01T00:00:00.000000000Z stdout F ").append(i).append('\n');
    }
    Thread writing =
        Thread.ofPlatform()
            .start(() -> {
              try (LogFile log = new LogFile(file, new LogLimits(500, 5), CLOCK)) {
                for (int i = 0; i < count; i++) {
                  unread.acquireUninterruptibly();
                  log.line(Integer.toString(i));
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    StringBuilder read = new StringBuilder();
    try (WrittenLog log = new WrittenLog(file)) {
      byte[] chunk = new byte[1000];
      while (read.length() < expected.length()) {
        int n = log.read(chunk);
        if (n > 0) {
          read.append(new String(chunk, 0, n, UTF_8));
          unread.release(lines(chunk, n));
        } else {
          Thread.onSpinWait();
        }
      }
      writing.join();

      assertThat(log.read(chunk)).isEqualTo(-1);
    }
    assertThat(read.toString()).isEqualTo(expected.toString());
  }

  @Test
  void whoFallsBehindGoesOnWithTheOldest() throws IOException {
    Path file = directory.resolve("0.log");
    byte[] chunk = new byte[1000];
    try (LogFile log = new LogFile(file, new LogLimits(50, 5), CLOCK);
        WrittenLog written = new WrittenLog(file)) {
      log.line("0");
      assertThat(new String(chunk, 0, written.read(chunk), UTF_8)).endsWith(" 0\n");
      for (int i = 1; i <= 7; i++) {
        log.line(Integer.toString(i)); // each in its own file
      }

      for (int i = 3; i <= 7; i++) {
        assertThat(new String(chunk, 0, written.read(chunk), UTF_8)).endsWith(" " + i + "\n");
      }
      assertThat(written.read(chunk)).isEqualTo(-1);
    }
  }

  @Test
  @Timeout(60)
  void whatStaysIsInTheSizeWhileFilesArePutAside() throws IOException, InterruptedException {
    int looks = 5_000;
    Semaphore turns = new Semaphore(0);
    Semaphore turned = new Semaphore(1);
    Path file = directory.resolve("0.log");
    String large = "x".repeat(3000);
    try (LogFile log = new LogFile(file, new LogLimits(50, 5), CLOCK);
        WrittenLog written = new WrittenLog(file)) {
      for (int i = 0; i < 6; i++) {
        log.line(i % 3 == 0 ? large : "small"); // each in its own file
      }
      Thread writing =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < looks; i++) {
                  turns.acquireUninterruptibly();
                  log.line(i % 3 == 0 ? large : "small");
                  turned.release();
                }
              });

      for (int i = 0; i < looks; i++) {
        // one file at most is put aside during a look, and one of the newest three is large
        turned.acquireUninterruptibly();
        turns.release();
        assertThat(written.size()).isGreaterThan(large.length());
      }
      writing.join();
    }
  }
}
