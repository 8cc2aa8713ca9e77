// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.client.Timestamps;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory whose files change all at once, laid out as a kubelet's, which programs rely on that
 * wait for changes: the files are in a directory that is named for its time, the link {@code
 * ..data} leads there, and each name in the volume is a link by way of that. Who reads through
 * {@code ..data}, once opened, sees all files of one time.
 *
 * <p>Not thread-safe: one thread at a time writes, any number of programs read.
 */
final class ContentDirectory {
  private static final String OWN = "..";
  private static final String DATA = "..data";
  private static final String NEXT = "..data_tmp";

  private final Path directory;

  ContentDirectory(Path directory) {
    this.directory = directory;
  }

  /** Whether it has been written once. */
  boolean isMade() {
    return Files.exists(directory.resolve(DATA));
  }

  /**
   * Makes it hold these files and no others; does nothing if it does.
   *
   * @param files by their paths, none of which begins with two dots
   * @return whether something has changed
   */
  boolean write(Map<String, ContentFile> files, Instant now) throws IOException {
    Files.createDirectories(directory);
    boolean changes = !isMade() || !holds(directory.resolve(DATA).toRealPath(), files);
    if (changes) {
      removeUnused(); // of a write that did not come to its end
      replace(files, now);
    }
    link(files.keySet());
    if (changes) {
      removeUnused();
    }
    return changes;
  }

  private static boolean holds(Path data, Map<String, ContentFile> files) throws IOException {
    Set<String> there = new HashSet<>();
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            there.add(data.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }
        });
    if (!there.equals(files.keySet())) {
      return false;
    }
    for (Map.Entry<String, ContentFile> file : files.entrySet()) {
      byte[] known = Files.readAllBytes(data.resolve(file.getKey()));
      if (!Arrays.equals(known, file.getValue().bytes())) {
        return false;
      }
    }
    return true;
  }

  private void replace(Map<String, ContentFile> files, Instant now) throws IOException {
    String time = Timestamps.text(now).replaceAll("[-:T]", "_").replace("Z", ".");
    Path fresh = Files.createTempDirectory(directory, OWN + time);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Map.Entry<String, ContentFile> file : files.entrySet()) {
      Path path = fresh.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().bytes());
      Files.setPosixFilePermissions(path, permissions(file.getValue().mode()));
    }
    Path next = directory.resolve(NEXT);
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, fresh.getFileName());
    Files.move(next, directory.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  /** Links for the beginnings of all paths, and none besides. */
  private void link(Set<String> paths) throws IOException {
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      names.add(Path.of(path).getName(0).toString());
    }
    for (String name : names) {
      Path link = directory.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        FileTree.delete(link);
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    try (DirectoryStream<Path> present = Files.newDirectoryStream(directory)) {
      for (Path each : present) {
        String name = String.valueOf(each.getFileName());
        if (!name.startsWith(OWN) && !names.contains(name) && !isMountPoint(each)) {
          FileTree.delete(each);
        }
      }
    }
  }

  /**
   * Whether it may be there for another volume that is mounted on it, in a container that sees that
   * one no longer when it is removed: links are ours, and it has nothing of its own.
   */
  private static boolean isMountPoint(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.allMatch(each ->
          Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
              || (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                  && each.toFile().length() == 0));
    }
  }

  /** Removes directories to which {@code ..data} does not lead. */
  private void removeUnused() throws IOException {
    Path data = directory.resolve(DATA);
    String used = isMade() ? Files.readSymbolicLink(data).toString() : DATA;
    try (DirectoryStream<Path> present = Files.newDirectoryStream(directory, OWN + "*")) {
      for (Path each : present) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && !String.valueOf(each.getFileName()).equals(used)) {
          FileTree.delete(each);
        }
      }
    }
  }
}
