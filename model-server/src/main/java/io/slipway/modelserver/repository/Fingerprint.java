// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a version's files look like from outside: names, sizes and times, which change with them.
 * Other versions of the model are left out. Blocks.
 */
final class Fingerprint extends SimpleFileVisitor<Path> {
  /** More files than a model has; what comes after them is not looked at. */
  private static final int MAX_FILES = 10_000;

  private final Path directory;
  private final Path version;
  private long hash = 1;
  private int files;

  private Fingerprint(Path directory, Path version) {
    this.directory = directory;
    this.version = version;
  }

  /**
   * @throws ServingException INTERNAL if the files can't be looked at
   */
  static long of(ModelFiles model) {
    Fingerprint fingerprint = new Fingerprint(model.directory(), model.path());
    try {
      walk(model.directory(), fingerprint);
      if (!model.path().startsWith(model.directory())) {
        walk(model.path(), fingerprint);
      }
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot read " + model.directory() + ": " + e, e);
    }
    return fingerprint.hash;
  }

  /** What links lead to is what is loaded; a loop of them ends as a file that cannot be read. */
  private static void walk(Path from, Fingerprint fingerprint) throws IOException {
    Set<FileVisitOption> links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
    Files.walkFileTree(from, links, Integer.MAX_VALUE, fingerprint);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
    boolean otherVersion =
        directory.equals(path.getParent())
            && !version.equals(path)
            && ModelDirectory.isVersion(String.valueOf(path.getFileName()));
    return otherVersion ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
    FileTime time = attributes.lastModifiedTime();
    hash = hash * 31 + path.hashCode();
    hash = hash * 31 + attributes.size();
    hash = hash * 31 + time.hashCode();
    files++;
    return files < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
  }

  /** A file that went away meanwhile changes the fingerprint by not being in it. */
  @Override
  public FileVisitResult visitFileFailed(Path path, IOException failure) {
    return FileVisitResult.CONTINUE;
  }
}
