// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.archive;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The kinds of archive that are unpacked, known by the end of the file's name. */
public enum Archive {
  ZIP {
    @Override
    void unpack(Path archive, Unpacking unpacking) throws IOException {
      try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
        Enumeration<ZipArchiveEntry> entries = zip.getEntries();
        while (entries.hasMoreElements()) {
          ZipArchiveEntry entry = entries.nextElement();
          if (entry.isDirectory()) {
            unpacking.directory(entry.getName());
          } else if (entry.isUnixSymlink()) {
            throw unpacking.refused(entry.getName(), "is a symbolic link");
          } else {
            try (InputStream content = zip.getInputStream(entry)) {
              unpacking.file(entry.getName(), content);
            }
          }
        }
      }
    }
  },
  TAR {
    @Override
    void unpack(Path archive, Unpacking unpacking) throws IOException {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
        unpackTar(in, unpacking);
      }
    }
  },
  TAR_GZ {
    @Override
    void unpack(Path archive, Unpacking unpacking) throws IOException {
      try (InputStream in =
          new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
        unpackTar(in, unpacking);
      }
    }
  };

  abstract void unpack(Path archive, Unpacking unpacking) throws IOException;

  /** The kind of archive that a file of this name is, if any. */
  public static Optional<Archive> of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return Optional.of(ZIP);
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return Optional.of(TAR_GZ);
    }
    return name.endsWith(".tar") ? Optional.of(TAR) : Optional.empty();
  }

  /**
   * Unpacks {@code archive} into the empty directory {@code target}. Only files and directories
   * come out, all below {@code target}. On failure {@code target} holds a part of them.
   *
   * @param name what messages call the archive
   * @throws ServingException INVALID_ARGUMENT if it is damaged or has an entry that is no plain
   *     file or directory below the target, TOO_LARGE over a limit
   * @throws IOException if {@code target} cannot be written
   */
  public void unpack(Path archive, Path target, String name, ArchiveLimits limits)
      throws IOException {
    Unpacking unpacking = new Unpacking(name, target, limits, Files.size(archive));
    try {
      unpack(archive, unpacking);
    } catch (Unpacking.TargetException e) {
      throw e.getCause();
    } catch (IOException | IllegalArgumentException e) {
      // Reading failed: the file is on this machine, so it is its content that is wrong.
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          name + " is damaged or no " + this + " archive: " + reason(e),
          e);
    }
    if (unpacking.isEmpty()) {
      throw ServingException.invalid(name + " has no files in it, or is no " + this + " archive");
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static void unpackTar(InputStream in, Unpacking unpacking) throws IOException {
    HeaderBound bound = new HeaderBound(in);
    TarArchiveInputStream tar = new TarArchiveInputStream(bound);
    for (TarArchiveEntry entry = next(tar, bound); entry != null; entry = next(tar, bound)) {
      if (entry.isDirectory()) {
        unpacking.directory(entry.getName());
      } else if (entry.isSymbolicLink() || entry.isLink()) {
        throw unpacking.refused(entry.getName(), "is a link to " + entry.getLinkName());
      } else if (isPlainFile(entry)) {
        unpacking.file(entry.getName(), tar);
      } else {
        throw unpacking.refused(entry.getName(), "is neither a file nor a directory");
      }
    }
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, HeaderBound bound)
      throws IOException {
    bound.begin();
    TarArchiveEntry entry = tar.getNextEntry();
    bound.end();
    return entry;
  }

  /** By the type alone: the library's own question says yes to devices. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return (type == TarConstants.LF_NORMAL
            || type == TarConstants.LF_OLDNORM
            || type == TarConstants.LF_CONTIG)
        && !entry.isSparse();
  }
}
