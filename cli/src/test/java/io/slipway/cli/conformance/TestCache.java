// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tests fetch or build once, in the user's cache. Those that want the same at the same time
 * wait for each other at a file lock; what was cut off leaves no marker and is done again.
 */
final class TestCache {
  private TestCache() {}

  /** Makes the content of a folder. */
  interface Filling {
    void fill(Path folder) throws IOException, InterruptedException;
  }

  /**
   * The folder of that name, filled if this is its first use.
   *
   * @param contents what the content depends on: another one is another folder
   */
  static Path folder(String name, String contents, Filling filling)
      throws IOException, InterruptedException {
    Path cache = cacheHome().resolve("slipway");
    Files.createDirectories(cache);
    String full = name + "-" + digest(contents);
    Path folder = cache.resolve(full);
    Path marker = folder.resolve("complete");
    try (FileChannel lockFile =
            FileChannel.open(
                cache.resolve(full + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = lockFile.lock()) {
      if (!Files.exists(marker)) {
        FileTree.delete(folder);
        Files.createDirectory(folder);
        filling.fill(folder);
        Files.createFile(marker);
      }
    }
    return folder;
  }

  private static Path cacheHome() {
    String configured = System.getenv("XDG_CACHE_HOME");
    return configured == null || configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }

  private static String digest(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
