// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.writing.OwnerOnly;
import io.slipway.modelserver.writing.Sink;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a file, one JSON document a line. A file that is full becomes {@code NAME.1},
 * and the older ones count on. Only its owner can read what is written. Used by one thread.
 */
final class FileSink implements Sink<PayloadEvent> {
  private final Path path;
  private final long rotateBytes;
  private final int files;
  private final InstantSource clock;
  private @Nullable OutputStream out;
  private long size;

  FileSink(Path path, LogOptions options, InstantSource clock) {
    this.path = path;
    this.rotateBytes = options.rotateBytes();
    this.files = options.files();
    this.clock = clock;
  }

  @Override
  public int writers() {
    return 1;
  }

  @Override
  public void write(PayloadEvent event) throws IOException {
    byte[] line = line(event);
    OutputStream open = open();
    if (size > 0 && size + line.length > rotateBytes) {
      close();
      rotate();
      open = open();
    }
    try {
      open.write(line);
      size += line.length;
    } catch (IOException e) {
      giveUp();
      throw e;
    }
  }

  /** The disk is full, or worse: the next event tries anew. */
  private void giveUp() throws IOException {
    OutputStream broken = out;
    out = null;
    if (broken != null) {
      broken.close();
    }
  }

  private OutputStream open() throws IOException {
    OutputStream open = out;
    if (open == null) {
      requireFile();
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
              OwnerOnly.attributes());
      size = channel.size();
      open = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
      out = open;
    }
    return open;
  }

  /**
   * A pipe without a reader would hold up the end of the process, and a device cannot be put aside.
   */
  private void requireFile() throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is no regular file (expected: one, or nothing yet)");
    }
  }

  private void rotate() throws IOException {
    if (files == 0) {
      Files.deleteIfExists(path);
      return;
    }
    Files.deleteIfExists(numbered(files));
    for (int number = files - 1; number >= 1; number--) {
      Path from = numbered(number);
      if (Files.exists(from)) {
        Files.move(from, numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path numbered(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private byte[] line(PayloadEvent event) {
    byte[] data = event.data();
    try (OutputBuffer buffer = OutputBuffer.allocate(512 + data.length)) {
      JsonWriter json = new JsonWriter(buffer);
      json.beginObject();
      EventAttributes.of(event, clock.instant())
          .forEach((name, value) -> {
            json.key(name);
            if (name.equals("metadata") || name.equals("annotations")) {
              json.json(value.getBytes(StandardCharsets.US_ASCII));
            } else {
              json.value(value);
            }
          });
      json.key("datacontenttype");
      json.value(event.contentType());
      if (event.jsonLength() != null) {
        json.key("inferenceheadercontentlength");
        json.value(event.jsonLength());
      }
      if (isJson(event)) {
        json.key("data");
        json.json(onOneLine(data));
      } else {
        json.key("data_base64");
        json.value(Base64.getEncoder().encodeToString(data));
      }
      json.endObject();
      json.flush();
      buffer.writeByte('\n');
      return buffer.toByteArray();
    }
  }

  private static boolean isJson(PayloadEvent event) {
    if (event.jsonLength() != null || !event.contentType().contains("json")) {
      return false;
    }
    try {
      JsonReader reader = new JsonReader(event.data(), 0, event.data().length);
      reader.skipValue();
      reader.readEnd();
      return true;
    } catch (ServingException _) {
      return false;
    }
  }

  /** Between the tokens of JSON, which is the only place for it, a line break is a blank. */
  private static byte[] onOneLine(byte[] json) {
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
    return json;
  }

  @Override
  public void idle() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
