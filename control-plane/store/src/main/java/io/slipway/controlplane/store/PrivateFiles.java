// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner reads, because there are secrets in them; and files that are there.
 */
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private PrivateFiles() {}

  /** Makes the directory, for its owner alone; one that exists stays as it is. */
  static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(OWNER);
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(permissions));
    }
  }

  /** An empty file to write to. */
  static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(
        file,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(OWNER));
  }

  /** Gives a file its name once it is on disk: under that name it is complete or not there. */
  static void publish(Path written, Path name) throws IOException {
    force(written);
    Files.move(written, name, StandardCopyOption.ATOMIC_MOVE);
    force(name.toAbsolutePath().resolveSibling("."));
  }

  /** A directory is forced so that the names in it are on disk. */
  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
