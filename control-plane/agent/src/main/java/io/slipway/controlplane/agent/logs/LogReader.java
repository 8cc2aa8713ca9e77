// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import io.slipway.controlplane.client.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads the log of one run of a container for somebody who asked for it. Blocks, for long if it
 * follows; meant for virtual threads. One use, one thread; another may close it.
 */
public final class LogReader implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final int CHUNK_BYTES = 16 << 10;

  /** Takes lines as they are to be sent, with their ends. */
  public interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  private final Path file;
  private final LogOptions options;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long left;

  /** In the middle of a line that was written in parts. */
  private boolean inParts;

  public LogReader(Path file, LogOptions options) {
    this.file = file;
    this.options = options;
    this.left = options.limitBytes() < 0 ? Long.MAX_VALUE : options.limitBytes();
  }

  /**
   * Writes what is wanted.
   *
   * @param ended whether nothing comes any more; asked while it follows
   * @throws IOException of the log or of the sink
   */
  public void copyTo(Sink sink, BooleanSupplier ended) throws IOException, InterruptedException {
    try (WrittenLog log = new WrittenLog(file)) {
      existing(log, sink);
      while (options.follow() && left > 0) {
        boolean last = ended.getAsBoolean();
        for (int n = log.read(chunk); n > 0 && left > 0; n = log.read(chunk)) {
          for (String text : lines(n)) {
            send(text, sink);
          }
        }
        if (last || closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }
  }

  /** What is there already; not more, however fast more comes and however slow the sink is. */
  private void existing(WrittenLog log, Sink sink) throws IOException {
    Deque<String> tail = new ArrayDeque<>();
    long whole = 0;
    long unread = log.size();
    for (int n = 0; n >= 0 && unread > 0 && left > 0; unread -= n) {
      n = log.read(chunk);
      for (String text : lines(n)) {
        if (options.tailLines() < 0) {
          send(text, sink);
          continue;
        }
        tail.add(text);
        whole += LogLine.isPart(text) ? 0 : 1; // parts belong to one line
        while (whole > options.tailLines()) {
          whole -= LogLine.isPart(tail.remove()) ? 0 : 1;
        }
      }
    }
    for (String text : tail) {
      send(text, sink);
    }
  }

  /** The lines that end in what was read; the begin of the next one is kept. */
  private List<String> lines(int length) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      if (chunk[i] == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(chunk[i]);
      }
    }
    return lines;
  }

  private void send(String text, Sink sink) throws IOException {
    String time = LogLine.time(text);
    if (left <= 0 || time.isEmpty() || isBefore(time)) {
      return;
    }
    boolean part = LogLine.isPart(text);
    String shown =
        (options.timestamps() && !inParts ? time + " " : "")
            + LogLine.text(text)
            + (part ? "" : "\n");
    inParts = part;
    byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > left) {
      bytes = java.util.Arrays.copyOf(bytes, (int) left);
    }
    left -= bytes.length;
    sink.write(bytes);
  }

  private boolean isBefore(String time) {
    return options.since().isPresent()
        && time.compareTo(Timestamps.nanos(options.since().orElse(Instant.EPOCH))) < 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
