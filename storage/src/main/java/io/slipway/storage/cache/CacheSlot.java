// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The place of one URI in the cache, locked against all other processes until it is closed.
 *
 * <p>Each content has a directory of its own, {@code content-<n>}; {@code current.properties} says
 * which one counts and is replaced in one step, so a process that dies at any moment leaves the old
 * content or the new one. The content before the current one stays, because a model may just be
 * loading from it.
 */
public final class CacheSlot implements AutoCloseable {
  private static final String INDEX = "current.properties";
  private static final String CONTENT = "content-";
  private static final String WORK = "work-";

  private final Path directory;
  private final String uri;
  private final FileChannel lockFile;
  private final FileLock lock;

  private CacheSlot(Path directory, String uri, FileChannel lockFile, FileLock lock) {
    this.directory = directory;
    this.uri = uri;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Waits for other processes. In one process a slot is opened once at a time. */
  static CacheSlot open(Path directory, String uri) throws IOException {
    Files.createDirectories(directory);
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      return new CacheSlot(directory, uri, file, file.lock());
    } catch (OverlappingFileLockException e) {
      file.close();
      throw new IOException(
          "another store of this process is using " + directory + " (expected: one store)", e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
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
        delete(path);
      }
    }
    return Files.createTempDirectory(directory, WORK);
  }

  /**
   * Makes the content of a work directory the current one.
   *
   * @param model the file in it that is the model, or the directory itself
   */
  public CacheEntry publish(Path workDirectory, Path model, String etag, String lastModified)
      throws IOException {
    int number = lastNumber() + 1;
    Path content = directory.resolve(CONTENT + number);
    sync(workDirectory);
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
    force(temporary);
    Files.move(temporary, directory.resolve(INDEX), StandardCopyOption.ATOMIC_MOVE);
    for (int old = number - 2; old > 0 && Files.exists(directory.resolve(CONTENT + old)); old--) {
      delete(directory.resolve(CONTENT + old));
    }
    return new CacheEntry(
        content.resolve(workDirectory.relativize(model)).normalize(), etag, lastModified);
  }

  private int lastNumber() throws IOException {
    int last = 0;
    try (DirectoryStream<Path> contents = Files.newDirectoryStream(directory, CONTENT + "*")) {
      for (Path content : contents) {
        String name = content.getFileName().toString().substring(CONTENT.length());
        if (name.chars().allMatch(Character::isDigit) && name.length() < 10) {
          last = Math.max(last, Integer.parseInt(name));
        }
      }
    }
    return last;
  }

  /** A power failure must not leave an index that points to files without their bytes. */
  private static void sync(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            force(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  public static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    try (lockFile) {
      lock.release();
    }
  }
}
