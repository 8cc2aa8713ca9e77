// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fetched models by their URI, below {@code <directory>/models}. Several processes may share it.
 *
 * <p>It has a limit in bytes: {@link #trim} removes what was not used for longest, but nothing that
 * this or another process {@linkplain CacheSlot#use uses}; so it may be over its limit while that
 * much is in use, and while a model is fetched. Thread-safe.
 */
public final class ModelCache implements AutoCloseable {
  private final Path models;
  private final long maxBytes;
  private final Leases leases = new Leases();

  /** One for each slot that this process has opened. */
  private final Map<Path, ReentrantLock> threads = new ConcurrentHashMap<>();

  /**
   * @param maxBytes the limit; 0 keeps only what is in use
   */
  public ModelCache(Path directory, long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 0)");
    }
    this.models = directory.resolve("models");
    this.maxBytes = maxBytes;
  }

  /** What is cached now; does not wait. */
  public Optional<CacheEntry> find(String uri) throws IOException {
    return CacheSlot.read(directory(uri), uri);
  }

  /** The place of this URI, for the caller alone; waits for other threads and processes. */
  public CacheSlot open(String uri) throws IOException, InterruptedException {
    Path directory = directory(uri);
    return new CacheSlot(directory, uri, SlotLock.acquire(directory, threads(directory)), leases);
  }

  /** Makes it fit its limit. The caller has no slot open. */
  public void trim() throws IOException {
    new Trimming(models, maxBytes, leases, this::threads).run();
  }

  private ReentrantLock threads(Path directory) {
    return threads.computeIfAbsent(directory, _ -> new ReentrantLock());
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

  /** This process uses none of the entries any more. */
  @Override
  public void close() throws IOException {
    leases.close();
  }
}
