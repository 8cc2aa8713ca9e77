// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.tree;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Directories, or single files, with all that is in them. Links inside are not followed. Other
 * threads and processes may use the files meanwhile; each method says what it makes of changes. All
 * of them block.
 */
public final class FileTree {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private FileTree() {}

  /**
   * Removes it, if it is there; a link is removed, not what it leads to. What others remove
   * meanwhile is no failure; what they add may be. A directory of it that does not let its owner
   * remove what is in it, such as one with the mode 555, is made to; the one that the tree is in is
   * not.
   */
  public static void delete(Path tree) throws IOException {
    Set<Path> opened = new HashSet<>();
    while (!deleted(tree, opened)) {
      // what refused does not any more, and each is asked once
    }
  }

  /** False if a directory has refused, and has been opened or removed by another. */
  private static boolean deleted(Path tree, Set<Path> opened) throws IOException {
    Deletion deletion = new Deletion(tree);
    try {
      Files.walkFileTree(tree, deletion);
      return true;
    } catch (AccessDeniedException e) {
      // either the directory itself cannot be read, or the one that it is in cannot be changed
      Path refused = deletion.at;
      boolean changed = open(refused, opened);
      Path parent = refused.getParent();
      if (parent != null && !refused.equals(tree)) {
        changed |= open(parent, opened);
      }
      if (!changed && !Files.notExists(refused, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return false;
    }
  }

  /** Lets the owner do everything in a directory; false if it is none, or was opened before. */
  private static boolean open(Path directory, Set<Path> opened) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) || !opened.add(directory)) {
      return false;
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(
            directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return false;
    }
    try {
      view.setPermissions(OWNER);
    } catch (NoSuchFileException _) {
      return true; // another has removed it
    } catch (FileSystemException _) {
      // without following links it has to be readable for that; it is no link, as was just seen
      Files.setPosixFilePermissions(directory, OWNER);
    }
    return true;
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    /** What was asked for last. */
    private Path at;

    Deletion(Path tree) {
      this.at = tree;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      at = file;
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      at = file;
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      at = directory;
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Copies it with its permissions. If it is a link, what that leads to is copied. It has to stay
   * as it is meanwhile.
   *
   * @param target is not there yet, but the directory that it will be in is
   */
  public static void copy(Path tree, Path target) throws IOException {
    Path real = tree.toRealPath();
    Files.walkFileTree(
        real,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return copied(path);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            return copied(file);
          }

          private FileVisitResult copied(Path path) throws IOException {
            Files.copy(
                path,
                target.resolve(real.relativize(path).toString()),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The bytes of its files; of those that are there and can be seen, if others change it. */
  public static long bytes(Path tree) throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes.get();
  }

  /**
   * A power failure after this leaves the files with their bytes. It has to stay as it is
   * meanwhile, and its files have to be writable.
   */
  public static void sync(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
              channel.force(true);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
