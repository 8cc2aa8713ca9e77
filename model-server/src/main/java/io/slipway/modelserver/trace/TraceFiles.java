// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.modelserver.writing.OwnerOnly;
import io.slipway.modelserver.writing.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes traces to files, each of which is a JSON array whenever nothing waits to be written. Used
 * by one thread.
 */
final class TraceFiles implements Sink<TraceRecord> {
  private static final byte[] END = "\n]\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FLUSH_BYTES = 64 * 1024;

  /** Of everybody whose traces all go into one file. */
  private static final String TOGETHER = "";

  private final Path path;
  private final long maxBytes;
  private final Map<String, OpenFile> open = new HashMap<>();
  private int nextNumber;
  private long written;

  TraceFiles(Path path, long maxBytes) {
    this.path = path;
    this.maxBytes = maxBytes;
  }

  @Override
  public int writers() {
    return 1;
  }

  @Override
  public void write(TraceRecord trace) throws IOException {
    byte[] elements = TraceDocument.elements(trace);
    if (written + elements.length > maxBytes) {
      throw new IOException(
          "the files have %d bytes, with %d as their limit".formatted(written, maxBytes));
    }
    int most = trace.logFrequency();
    String account = most == 0 ? TOGETHER : trace.account();
    OpenFile file = open.get(account);
    if (file != null && most > 0 && file.traces >= most) { // the frequency was changed
      close(account, file);
      file = null;
    }
    if (file == null) {
      file = new OpenFile(most == 0 ? path : numbered());
      open.put(account, file);
    }
    try {
      file.add(elements);
      written += elements.length;
    } catch (IOException e) {
      close(account, file);
      throw e;
    }
    if (most > 0 && file.traces >= most) {
      close(account, file);
    }
  }

  private Path numbered() {
    return path.resolveSibling(path.getFileName() + "." + nextNumber++);
  }

  private void close(String account, OpenFile file) throws IOException {
    open.remove(account);
    file.close();
  }

  @Override
  public void idle() throws IOException {
    for (OpenFile file : open.values()) {
      file.flush();
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (OpenFile file : open.values()) {
      try {
        file.close();
      } catch (IOException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }

  /** A file, begun anew. */
  private static final class OpenFile implements AutoCloseable {
    private final FileChannel channel;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    /** Where the array's end stands, which the next trace takes the place of. */
    private long end;

    private int traces;

    OpenFile(Path path) throws IOException {
      channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING),
              OwnerOnly.attributes());
    }

    void add(byte[] elements) throws IOException {
      waiting.writeBytes((traces == 0 ? "[\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
      waiting.writeBytes(elements);
      traces++;
      if (waiting.size() >= FLUSH_BYTES) {
        flush();
      }
    }

    void flush() throws IOException {
      if (waiting.size() == 0) {
        return;
      }
      int size = waiting.size();
      waiting.writeBytes(END);
      ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
      waiting.reset();
      long position = end;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
      end += size;
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        flush();
      }
    }
  }
}
