// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** New files that only their owner can read, where the system has such. */
public final class OwnerOnly {
  private static final String PERMISSIONS = "rw-------";

  private OwnerOnly() {}

  /** For those that open a file with {@code CREATE}. */
  public static FileAttribute<?>[] attributes() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS))
        }
        : new FileAttribute<?>[0];
  }
}
