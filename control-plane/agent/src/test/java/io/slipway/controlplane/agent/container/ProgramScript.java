// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A program of a few lines that answers as a container runtime would. */
final class ProgramScript {
  private ProgramScript() {}

  /** In {@code directory}, which a test puts before the others. */
  static Path write(Path directory, String name, String script) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
