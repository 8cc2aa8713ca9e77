// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** Reads the file that {@code --tokens} names. */
public final class TokenFile {
  private static final int MAX_BYTES = 4 << 20;
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OTHERS_READ =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private TokenFile() {}

  /**
   * @throws IOException if it cannot be read or used, in words for the person who wrote it: nobody
   *     else may be able to write it, nor to read it if it has tokens in the clear
   */
  public static Tokens read(Path path) throws IOException {
    TokenLines lines = TokenLines.parse(path, text(path));
    Set<PosixFilePermission> permissions = permissions(path);
    if (permissions.stream().anyMatch(OTHERS_WRITE::contains)) {
      throw new IOException(path + ": others can write it (expected: chmod 600)");
    }
    if (lines.hasClearTokens() && permissions.stream().anyMatch(OTHERS_READ::contains)) {
      throw new IOException(
          path
              + ": others can read the tokens in it (expected: chmod 600, or only sha256: tokens)");
    }
    return lines.tokens();
  }

  private static Set<PosixFilePermission> permissions(Path path) throws IOException {
    try {
      return Files.getPosixFilePermissions(path);
    } catch (UnsupportedOperationException _) {
      return Set.of(); // a file system without them
    }
  }

  private static List<String> text(Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": file not found", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(path + ": larger than " + MAX_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }
}
