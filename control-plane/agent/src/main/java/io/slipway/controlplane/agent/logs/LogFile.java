// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.client.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one container: lines of {@code time stream F text}. At its limit the file becomes
 * {@code <name>.1}, that one {@code <name>.2}, and so on; the oldest goes. Thread-safe.
 */
public final class LogFile implements ContainerLog, AutoCloseable {
  /** Longer lines are written in parts, all but the last marked {@code P}. */
  private static final int MAX_PART_BYTES = 16 << 10;

  private static final Logger log = LoggerFactory.getLogger(LogFile.class);

  private final Path file;
  private final LogLimits limits;
  private final InstantSource clock;
  private @Nullable OutputStream out;
  private long bytes;
  private boolean warned;
  private boolean closed;

  /** Opened at the first line. */
  public LogFile(Path file, LogLimits limits, InstantSource clock) {
    this.file = file;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public void line(String text) {
    for (String line : text.split("\n", -1)) {
      bytes(line.getBytes(StandardCharsets.UTF_8), 0, -1);
    }
  }

  /**
   * One line as it was printed, without its end.
   *
   * @param length -1 for the rest
   */
  public synchronized void bytes(byte[] text, int from, int length) {
    int end = length < 0 ? text.length : from + length;
    int start = from;
    try {
      while (end - start > MAX_PART_BYTES) {
        part(text, start, MAX_PART_BYTES, 'P');
        start += MAX_PART_BYTES;
      }
      part(text, start, end - start, 'F');
      if (out != null) {
        out.flush();
      }
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        log.warn("the log {} cannot be written; lines are lost", file, e);
      }
    }
  }

  private void part(byte[] text, int from, int length, char kind) throws IOException {
    if (closed) {
      return;
    }
    byte[] head =
        (Timestamps.nanos(clock.instant()) + " stdout " + kind + " ")
            .getBytes(StandardCharsets.US_ASCII);
    OutputStream target = opened(head.length + length + 1);
    target.write(head);
    target.write(text, from, length);
    target.write('\n');
    bytes += head.length + length + 1L;
  }

  private OutputStream opened(int more) throws IOException {
    OutputStream open = out;
    if (open != null && bytes + more > limits.fileBytes()) {
      open.close();
      open = null;
      rotate();
    }
    if (open == null) {
      Files.createDirectories(file.getParent());
      open =
          new java.io.BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      out = open;
      bytes = Files.size(file);
    }
    return open;
  }

  private void rotate() throws IOException {
    for (int i = limits.files() - 1; i > 0; i--) {
      Path from = i == 1 ? file : older(file, i - 1);
      if (Files.exists(from)) {
        Files.move(from, older(file, i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (limits.files() == 1) {
      Files.deleteIfExists(file);
    }
  }

  static Path older(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (out != null) {
      out.close();
      out = null;
    }
  }
}
