// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which contents are in use, for all processes to see: one that uses {@code content-<n>} has a
 * shared lock on the file {@code content-<n>.use} beside it, which the system takes away when the
 * process ends, however it does. In the file is the time of the latest use.
 *
 * <p>While this process has a lock, nothing here may open that file again: the system drops a
 * process's locks on a file when it closes the file, through whichever descriptor.
 *
 * <p>What is done to a content is done by whoever holds its slot. Thread-safe.
 */
final class Leases implements AutoCloseable {
  private static final String SUFFIX = ".use";

  /** Not a channel: writing to that on an interrupted thread would close it, and end the lock. */
  private record Lease(RandomAccessFile file, Instant lastUse) {}

  /** Of this process. */
  private final Map<Path, Lease> held = new HashMap<>();

  /** This process uses the content from now on. */
  synchronized void take(Path content, Instant now) throws IOException {
    Lease before = held.get(content);
    RandomAccessFile file = before == null ? lock(file(content)) : before.file();
    held.put(content, new Lease(file, now));
    file.setLength(0);
    file.seek(0);
    file.write(now.toString().getBytes(US_ASCII));
  }

  private static RandomAccessFile lock(Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    boolean locked = false;
    try {
      locked = file.getChannel().tryLock(0, Long.MAX_VALUE, true) != null;
    } catch (OverlappingFileLockException e) {
      throw new IOException(
          "another store of this process is using " + path + " (expected: one store)", e);
    } finally {
      if (!locked) {
        file.close();
      }
    }
    if (!locked) {
      throw new IOException(path + " is locked by a process that does not hold its slot");
    }
    return file;
  }

  /** This process does not use the content any more. */
  synchronized void giveUp(Path content) throws IOException {
    Lease lease = held.remove(content);
    if (lease != null) {
      lease.file().close();
    }
  }

  /** When the content was last taken into use; the beginning of time if nobody knows. */
  synchronized Instant lastUse(Path content) throws IOException {
    Lease lease = held.get(content);
    return lease == null ? read(file(content)) : lease.lastUse();
  }

  private static Instant read(Path file) throws IOException {
    try {
      return Instant.parse(Files.readString(file, US_ASCII));
    } catch (NoSuchFileException | DateTimeException _) {
      return Instant.EPOCH;
    }
  }

  /** Deletes the content unless a process uses it; false then. */
  synchronized boolean deleteUnused(Path content) throws IOException {
    if (held.containsKey(content)) {
      return false;
    }
    Path file = file(content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        return false;
      }
      // Out of the way in one step: a process that dies here leaves what the next one clears away.
      Path away = Files.createTempDirectory(content.getParent(), CacheSlot.WORK);
      Files.move(content, away.resolve("removed"), StandardCopyOption.ATOMIC_MOVE);
      Files.delete(file);
      FileTree.delete(away);
      return true;
    } catch (OverlappingFileLockException _) {
      return false; // another store of this process uses it
    }
  }

  private static Path file(Path content) {
    return content.resolveSibling(content.getFileName() + SUFFIX);
  }

  /** Nothing is in use by this process any more. */
  @Override
  public synchronized void close() throws IOException {
    for (Lease lease : held.values()) {
      lease.file().close();
    }
    held.clear();
  }
}
