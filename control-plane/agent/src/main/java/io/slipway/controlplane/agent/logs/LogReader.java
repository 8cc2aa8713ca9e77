// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import io.slipway.controlplane.client.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
  private long left;

  /** Which file was read last. */
  private @Nullable Object current;

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
    long at = existing(sink);
    while (options.follow() && left > 0) {
      boolean last = ended.getAsBoolean();
      at = more(at, sink);
      if (last || closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /** What is there already; how far the current file was read. */
  private long existing(Sink sink) throws IOException {
    Deque<String> tail = new ArrayDeque<>();
    long position = 0;
    if (Files.exists(file)) {
      current = identity();
    }
    for (Path each : oldestFirst()) {
      position = 0;
      try (RandomAccessFile in = new RandomAccessFile(each.toFile(), "r")) {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
          position += n;
          for (String text : lines(chunk, n)) {
            if (options.tailLines() < 0) {
              send(text, sink);
            } else {
              tail.add(text);
              trim(tail);
            }
          }
        }
      }
      if (!each.equals(file)) {
        line.reset();
      }
    }
    position -= line.size();
    line.reset();
    for (String text : tail) {
      send(text, sink);
    }
    return position;
  }

  /** Parts belong to one line. */
  private void trim(Deque<String> tail) {
    long whole = tail.stream().filter(text -> !LogLine.isPart(text)).count();
    while (whole > options.tailLines()) {
      if (!LogLine.isPart(tail.remove())) {
        whole--;
      }
    }
  }

  private List<Path> oldestFirst() {
    List<Path> files = new ArrayList<>();
    for (int i = LogLimits.DEFAULT.files(); i > 0; i--) {
      if (Files.exists(LogFile.older(file, i))) {
        files.add(LogFile.older(file, i));
      }
    }
    if (Files.exists(file)) {
      files.add(file);
    }
    return files;
  }

  private long more(long from, Sink sink) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    Object now = identity();
    long at = from;
    if (current != null && !now.equals(current)) {
      at = rest(at, sink);
    }
    current = now;
    return read(file, at, sink);
  }

  /** Another one after the file was put aside. */
  private Object identity() throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  /** The file was put aside: the rest of what is in it comes first. */
  private long rest(long from, Sink sink) throws IOException {
    Path aside = LogFile.older(file, 1);
    if (Files.exists(aside)) {
      read(aside, from, sink);
    }
    line.reset();
    return 0;
  }

  private long read(Path source, long from, Sink sink) throws IOException {
    long at = from;
    try (RandomAccessFile in = new RandomAccessFile(source.toFile(), "r")) {
      in.seek(from);
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        at += n;
        for (String text : lines(chunk, n)) {
          send(text, sink);
        }
      }
    }
    at -= line.size();
    line.reset();
    return at;
  }

  private List<String> lines(byte[] chunk, int length) {
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
