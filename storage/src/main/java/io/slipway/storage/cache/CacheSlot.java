// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The place of one URI in the cache, held against everybody else until it is closed by the thread
 * that opened it.
 *
 * <p>Each content has a directory of its own, {@code content-<n>}; {@code current.properties} says
 * which one counts and is replaced in one step, so a process that dies at any moment leaves the old
 * content or the new one. The content before the current one stays, because a model may just be
 * loading from it, and so does what another process {@linkplain #use uses}.
 */
public final class CacheSlot implements AutoCloseable {
  static final String CONTENT = "content-";
  static final String WORK = "work-";
  private static final String INDEX = "current.properties";

  private final Path directory;
  private final String uri;
  private final SlotLock lock;
  private final Leases leases;

  CacheSlot(Path directory, String uri, SlotLock lock, Leases leases) {
    this.directory = directory;
    this.uri = uri;
    this.lock = lock;
    this.leases = leases;
  }

  /** What is in the slot, complete; does not need the lock. */
  static Optional<CacheEntry> read(Path directory, String uri) throws IOException {
    Properties index = new Properties();
    try (InputStream in = Files.newInputStream(directory.resolve(INDEX))) {
      index.load(in);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(directory.resolve(INDEX) + " is damaged: " + e.getMessage(), e);
    }
    Path path =
        directory
            .resolve(index.getProperty("content", ""))
            .resolve(index.getProperty("path", ""))
            .normalize();
    // The URI is there for people, and against a collision of hashes.
    return uri.equals(index.getProperty("uri")) && Files.exists(path)
        ? Optional.of(
            new CacheEntry(
                path, index.getProperty("etag", ""), index.getProperty("lastModified", "")))
        : Optional.empty();
  }

  public Optional<CacheEntry> current() throws IOException {
    return read(directory, uri);
  }

  /** An empty directory to fetch into. Earlier ones, of processes that died, are removed. */
  public Path workDirectory() throws IOException {
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(directory, WORK + "*")) {
      for (Path path : leftOver) {
        FileTree.delete(path);
      }
    }
    return Files.createTempDirectory(directory, WORK);
  }

  /** Removes a work directory that is not published, if it is still there. */
  public void discard(Path workDirectory) throws IOException {
    FileTree.delete(workDirectory);
  }

  /**
   * Makes the content of a work directory the current one.
   *
   * @param model the file in it that is the model, or the directory itself
   */
  public CacheEntry publish(Path workDirectory, Path model, String etag, String lastModified)
      throws IOException {
    Map<Integer, Path> before = contents();
    int number = before.keySet().stream().reduce(0, Math::max) + 1;
    Path content = directory.resolve(CONTENT + number);
    FileTree.sync(workDirectory);
    Files.move(workDirectory, content, StandardCopyOption.ATOMIC_MOVE);
    Properties index = new Properties();
    index.setProperty("uri", uri);
    index.setProperty("content", CONTENT + number);
    index.setProperty("path", workDirectory.relativize(model).toString());
    index.setProperty("etag", etag);
    index.setProperty("lastModified", lastModified);
    Path temporary = directory.resolve(INDEX + ".tmp");
    try (OutputStream out = Files.newOutputStream(temporary)) {
      index.store(out, null);
    }
    FileTree.sync(temporary);
    Files.move(temporary, directory.resolve(INDEX), StandardCopyOption.ATOMIC_MOVE);
    for (Map.Entry<Integer, Path> old : before.entrySet()) {
      if (old.getKey() < number - 1) {
        leases.giveUp(old.getValue());
        leases.deleteUnused(old.getValue());
      }
    }
    return new CacheEntry(
        content.resolve(workDirectory.relativize(model)).normalize(), etag, lastModified);
  }

  /** From now on this process uses the entry: nobody removes it to make room. */
  public void use(CacheEntry entry, Instant now) throws IOException {
    leases.take(directory.resolve(directory.relativize(entry.path()).getName(0)), now);
  }

  /** By their numbers. */
  private Map<Integer, Path> contents() throws IOException {
    Map<Integer, Path> contents = new TreeMap<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, CONTENT + "*")) {
      for (Path path : paths) {
        String name = String.valueOf(path.getFileName()).substring(CONTENT.length());
        if (name.chars().allMatch(Character::isDigit) && name.length() < 10) {
          contents.put(Integer.parseInt(name), path);
        }
      }
    }
    return contents;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
