// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Paths inside volumes. Containers write into volumes, so a link in one may lead anywhere (as in
 * CVE-2017-1002101): none that leads out of its volume is followed, neither to find a file nor to
 * make one.
 */
public final class VolumePath {
  private VolumePath() {}

  /**
   * Where a part of a volume really is; directories that are missing are made, as a kubelet makes
   * them: with the mode of the volume.
   *
   * @param part relative
   * @throws FileSystemException if it leaves the volume
   */
  public static Path directory(Path volume, Path part) throws IOException {
    Path root = volume.toRealPath();
    Path at = root;
    for (Path name : inside(volume, part)) {
      if (name.toString().isEmpty()) {
        continue; // the whole
      }
      Path next = at.resolve(name);
      if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        at = Files.createDirectory(next);
        Files.setPosixFilePermissions(at, Files.getPosixFilePermissions(root));
        continue;
      }
      at = next.toRealPath();
      if (!at.startsWith(root)) {
        throw leaves(volume, part);
      }
    }
    return at;
  }

  /** As {@link #directory}, but what is missing at the end is an empty file. */
  public static Path file(Path volume, Path part) throws IOException {
    Path inside = inside(volume, part);
    Path parent = inside.getParent();
    Path directory = directory(volume, parent == null ? Path.of("") : parent);
    Path file = directory.resolve(inside.getFileName());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Files.createFile(file);
    }
    Path real = file.toRealPath();
    if (!real.startsWith(volume.toRealPath())) {
      throw leaves(volume, part);
    }
    return real;
  }

  private static Path inside(Path volume, Path part) throws FileSystemException {
    Path normal = part.normalize();
    if (normal.isAbsolute() || normal.startsWith("..")) {
      throw leaves(volume, part);
    }
    return normal;
  }

  private static FileSystemException leaves(Path volume, Path part) {
    return new FileSystemException(part.toString(), null, "it leaves its volume " + volume);
  }
}
