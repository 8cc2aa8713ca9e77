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

  /** A file where it was met, and how large it was. */
  private record Kept(Object key, Path path, long bytes) {}

  WrittenLog(Path file) {
    this.file = file;
  }

  /** How many bytes are kept; of what is written or removed meanwhile, some may be in it. */
  long size() throws IOException {
    return kept().stream().mapToLong(Kept::bytes).sum();
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
      List<Kept> kept = kept();
      int at = source == null ? 0 : kept.stream().map(Kept::key).toList().indexOf(source.key()) + 1;
      if (at == kept.size()) {
        return null;
      }
      Source next = open(kept.get(at));
      if (next != null) {
        return next;
      }
    }
  }

  /** Null if its name is another file's by now. */
  private static @Nullable Source open(Kept kept) throws IOException {
    try {
      InputStream in = Files.newInputStream(kept.path());
      Kept now = look(kept.path());
      if (now != null && now.key().equals(kept.key())) {
        return new Source(kept.key(), in);
      }
      in.close();
      return null;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /**
   * The oldest first. Looked for from the newest on, against the way in which they are moved, so
   * that none that stays is missed; one that is met twice has moved, and its place is the later
   * one.
   */
  private List<Kept> kept() throws IOException {
    SequencedMap<Object, Kept> kept = new LinkedHashMap<>();
    for (int i = 0; i < LogLimits.DEFAULT.files(); i++) {
      Kept met = look(i == 0 ? file : LogFile.older(file, i));
      if (met != null) {
        kept.putLast(met.key(), met);
      }
    }
    return List.copyOf(kept.reversed().values());
  }

  /** Its key and its size in one look, as another file may have its name at the next; or null. */
  private static @Nullable Kept look(Path path) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      Object key = found.fileKey();
      return new Kept(key == null ? path : key, path, found.size());
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
