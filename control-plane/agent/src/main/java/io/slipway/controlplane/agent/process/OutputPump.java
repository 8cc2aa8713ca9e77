// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.logs.LogFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pipe of a container's output into its log, on a thread of its own, because such reads
 * hold it. The pipe is open for writing too, so that opening never waits and its end does not come
 * while others write; the end is a line that only this class writes.
 */
final class OutputPump {
  private static final Logger log = LoggerFactory.getLogger(OutputPump.class);
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final RandomAccessFile pipe;
  private final LogFile output;
  private final byte[] end;
  private final CountDownLatch done = new CountDownLatch(1);

  private OutputPump(RandomAccessFile pipe, LogFile output, String end) {
    this.pipe = pipe;
    this.output = output;
    this.end = end.getBytes(StandardCharsets.UTF_8);
  }

  static OutputPump start(Path directory, LogFile output) throws IOException {
    RandomAccessFile pipe =
        new RandomAccessFile(directory.resolve(LaunchScript.OUTPUT).toFile(), "rw");
    OutputPump pump = new OutputPump(pipe, output, "\0end of " + directory);
    Thread.ofPlatform().name("output-" + directory.getFileName()).daemon().start(pump::run);
    return pump;
  }

  private void run() {
    byte[] line = new byte[MAX_LINE_BYTES];
    byte[] chunk = new byte[8192];
    int length = 0;
    try (pipe;
        output) {
      for (int n = pipe.read(chunk); n > 0; n = pipe.read(chunk)) {
        for (int i = 0; i < n; i++) {
          if (chunk[i] == '\n') {
            if (isEnd(line, length)) {
              rest(line, length);
              return;
            }
            output.bytes(line, 0, length);
            length = 0;
          } else {
            if (length == MAX_LINE_BYTES) {
              output.bytes(line, 0, length);
              length = 0;
            }
            line[length++] = chunk[i];
          }
        }
      }
    } catch (IOException e) {
      log.warn("the output of a container cannot be read any more", e);
    } finally {
      done.countDown();
    }
  }

  private boolean isEnd(byte[] line, int length) {
    return length >= end.length
        && Arrays.equals(line, length - end.length, length, end, 0, end.length);
  }

  /** What was printed last may have had no line end. */
  private void rest(byte[] line, int length) {
    if (length > end.length) {
      output.bytes(line, 0, length - end.length);
    }
  }

  /** Nothing is printed any more: the thread ends. */
  void writeEnd() throws IOException {
    byte[] last = Arrays.copyOf(end, end.length + 1);
    last[end.length] = '\n';
    try {
      pipe.write(last);
    } catch (IOException e) {
      if (done.getCount() > 0) {
        throw e;
      }
    }
  }

  /** After the processes have ended: waits until all that they printed is in the log. */
  void finish() throws IOException, InterruptedException {
    writeEnd();
    if (!done.await(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("the output of a container did not end");
    }
  }
}
