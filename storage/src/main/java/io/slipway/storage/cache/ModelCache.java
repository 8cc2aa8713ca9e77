// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Fetched models by their URI, below {@code <directory>/models}. Several processes may share it.
 * Nothing is removed yet but what a newer content of the same URI replaces.
 */
public final class ModelCache {
  private final Path models;

  public ModelCache(Path directory) {
    this.models = directory.resolve("models");
  }

  /** What is cached now; does not wait. */
  public Optional<CacheEntry> find(String uri) throws IOException {
    return CacheSlot.read(directory(uri), uri);
  }

  /** The place of this URI, for the caller alone; waits for other processes. */
  public CacheSlot open(String uri) throws IOException {
    return CacheSlot.open(directory(uri), uri);
  }

  private Path directory(String uri) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(uri.getBytes(StandardCharsets.UTF_8));
      return models.resolve(HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
