// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.archive;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One archive being unpacked. Links are refused altogether, even those that stay inside: with a
 * chain of them, a name that looks inside can lead out.
 */
final class Unpacking {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String archive;
  private final Path target;
  private final ArchiveLimits limits;
  private final long archiveBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bytes;
  private int entries;
  private boolean empty = true;

  Unpacking(String archive, Path target, ArchiveLimits limits, long archiveBytes) {
    this.archive = archive;
    this.target = target.toAbsolutePath().normalize();
    this.limits = limits;
    this.archiveBytes = archiveBytes;
  }

  boolean isEmpty() {
    return empty;
  }

  void directory(String name) throws TargetException {
    Path path = path(name);
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException _) {
      throw refused(name, "is both a file and a directory");
    } catch (IOException e) {
      throw new TargetException(e);
    }
  }

  void file(String name, InputStream content) throws IOException {
    Path path = path(name);
    if (path.equals(target)) {
      throw refused(name, "has no name");
    }
    empty = false;
    try (OutputStream out = create(name, path)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        count(name, read);
        write(out, read);
      }
    }
  }

  private OutputStream create(String name, Path path) throws TargetException {
    try {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException _) {
      throw refused(name, "appears twice");
    } catch (IOException e) {
      throw new TargetException(e);
    }
  }

  private void write(OutputStream out, int length) throws TargetException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new TargetException(e);
    }
  }

  private void count(String name, int read) {
    bytes += read;
    if (bytes > limits.maxBytes()) {
      throw tooLarge("more than " + limits.maxBytes() + " bytes");
    }
    if (bytes > ArchiveLimits.RATIO_FROM_BYTES && bytes / limits.maxRatio() > archiveBytes) {
      throw tooLarge(
          "more than %d times its own size (at '%s')".formatted(limits.maxRatio(), name));
    }
  }

  /** The place of this entry below the target. */
  private Path path(String name) {
    if (++entries > limits.maxEntries()) {
      throw tooLarge("more than " + limits.maxEntries() + " entries");
    }
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') == 1) {
      throw refused(name, "is not relative");
    }
    for (Path part : parse(name)) {
      if (part.toString().equals("..")) {
        throw refused(name, "leads out of the archive");
      }
    }
    Path path = target.resolve(parse(name)).normalize();
    if (!path.startsWith(target)) {
      throw refused(name, "leads out of the archive");
    }
    return path;
  }

  private Path parse(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw refused(name, "is no file name (" + e.getReason() + ")");
    }
  }

  ServingException refused(String entry, String reason) {
    return ServingException.invalid(
        "%s: the entry '%s' %s (expected: files and directories below the archive's root)"
            .formatted(archive, entry, reason));
  }

  private ServingException tooLarge(String what) {
    return new ServingException(ErrorCode.TOO_LARGE, archive + " unpacks to " + what);
  }

  /** Writing failed, as opposed to reading the archive. */
  static final class TargetException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException cause;

    TargetException(IOException cause) {
      super(cause);
      this.cause = cause;
    }

    @Override
    public synchronized IOException getCause() {
      return cause;
    }
  }
}
