// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sharedmemory;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.RegionStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The POSIX shared memory objects of this machine. On Linux {@code shm_open} opens a file in {@code
 * /dev/shm}, which is what is done here. Opening one does not wait for anything but memory.
 */
final class MemoryObjects {
  private static final int MAX_NAME_BYTES = 255;

  private final Path directory;

  /**
   * @param directory {@code /dev/shm}
   */
  MemoryObjects(Path directory) {
    this.directory = directory;
  }

  /** Whether there are any on this machine. */
  boolean available() {
    return Files.isDirectory(directory);
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if the key is no name of an object or the region is
   *     not inside of it, NOT_FOUND if there is none, PERMISSION_DENIED if it is not for us
   */
  SharedRegion open(RegionStatus wanted) {
    Path file = directory.resolve(name(wanted.key()));
    try {
      // a FIFO or a link is no memory object, and opening one could wait or lead elsewhere
      if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        throw ServingException.invalid("'" + wanted.key() + "' is no shared memory object");
      }
      FileChannel object =
          FileChannel.open(
              file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      boolean taken = false;
      try {
        checkSize(wanted, object.size());
        taken = true;
        return new SharedRegion(wanted, object);
      } finally {
        if (!taken) {
          object.close();
        }
      }
    } catch (NoSuchFileException _) {
      throw new ServingException(
          ErrorCode.NOT_FOUND, "there is no shared memory object '" + wanted.key() + "'");
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.PERMISSION_DENIED,
          "shared memory object '%s' can't be opened: %s"
              .formatted(wanted.key(), e.getClass().getSimpleName()),
          e);
    }
  }

  /** As {@code shm_open} takes it: one slash in front, or none, and no other. */
  private static String name(String key) {
    String name = key.startsWith("/") ? key.substring(1) : key;
    if (name.isEmpty()
        || name.length() > MAX_NAME_BYTES
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw ServingException.invalid(
          "key of shared memory: '%s' (expected: a name such as /input, without further slashes)"
              .formatted(name.length() > MAX_NAME_BYTES ? name.substring(0, 40) + "..." : key));
    }
    return name;
  }

  private static void checkSize(RegionStatus wanted, long size) {
    if (wanted.offset() < 0
        || wanted.byteSize() < 1
        || wanted.offset() > size
        || wanted.byteSize() > size - wanted.offset()) {
      throw ServingException.invalid(
          "region '%s' is %s bytes from %s (expected: within the %d bytes of '%s')"
              .formatted(
                  wanted.name(),
                  Long.toUnsignedString(wanted.byteSize()),
                  Long.toUnsignedString(wanted.offset()),
                  size,
                  wanted.key()));
    }
  }
}
