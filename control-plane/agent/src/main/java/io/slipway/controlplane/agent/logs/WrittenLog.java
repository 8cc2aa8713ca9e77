// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link LogFile} in the order in which they were written, from the oldest that is
 * kept on, while another thread or process writes, puts files aside and removes the oldest. Only a
 * reader that falls so far behind that files go unread misses bytes. One thread.
 */
final class WrittenLog implements AutoCloseable {
  private final Path file;
  private @Nullable Source source;

  /** As long as it is open, its key is given to no other file, even if it is removed. */
  private record Source(Object key, InputStream in) {}

  WrittenLog(Path file) {
    this.file = file;
  }

  /** How many bytes are kept, about, as the writer does not wait. */
  long size() throws IOException {
    long bytes = 0;
    for (Path each : kept().values()) {
      try {
        bytes += Files.size(each);
      } catch (NoSuchFileException _) {
        // the oldest, which is gone since
      }
    }
    return bytes;
  }

  /**
   * The next bytes.
   *
   * @return how many; -1 if none are there now
   */
  int read(byte[] into) throws IOException {
    for (; ; ) {
      int n = source == null ? -1 : source.in().read(into);
      if (n > 0) {
        return n;
      }
      Source next = following();
      if (next == null) {
        return -1;
      }
      if (source != null) {
        // what was written between its end above and the next one's begin; nothing comes later
        n = source.in().read(into);
        if (n > 0) {
          next.in().close();
          return n;
        }
        source.in().close();
      }
      source = next;
    }
  }

  /** The file behind the one that is read, or the oldest; null if there is none yet. */
  private @Nullable Source following() throws IOException {
    for (; ; ) {
      SequencedMap<Object, Path> kept = kept();
      List<Object> keys = List.copyOf(kept.keySet());
      int at = source == null ? 0 : keys.indexOf(source.key()) + 1;
      if (at == keys.size()) {
        return null;
      }
      Source next = open(keys.get(at), List.copyOf(kept.values()).get(at));
      if (next != null) {
        return next;
      }
    }
  }

  /** Null if its name is another file's by now. */
  private static @Nullable Source open(Object key, Path path) throws IOException {
    try {
      InputStream in = Files.newInputStream(path);
      if (key.equals(key(path))) {
        return new Source(key, in);
      }
      in.close();
      return null;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /**
   * The files by their keys, the oldest first. Looked for from the newest on, against the way in
   * which they are moved, so that none that stays is missed; one that is met twice has moved, and
   * its place is the later one.
   */
  private SequencedMap<Object, Path> kept() throws IOException {
    SequencedMap<Object, Path> kept = new LinkedHashMap<>();
    for (int i = 0; i < LogLimits.DEFAULT.files(); i++) {
      Path path = i == 0 ? file : LogFile.older(file, i);
      Object key = key(path);
      if (key != null) {
        kept.putLast(key, path);
      }
    }
    return kept.reversed();
  }

  /** Null if there is none of this name. */
  private static @Nullable Object key(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    if (source != null) {
      source.in().close();
    }
  }
}
