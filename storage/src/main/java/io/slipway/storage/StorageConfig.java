// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage;

import io.slipway.storage.archive.ArchiveLimits;
import io.slipway.storage.http.HttpLimits;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where fetched models are kept and how much is taken in.
 *
 * @param cacheDirectory shared by processes; made when something is fetched
 * @param maxCacheBytes what is not in use goes when the cache is larger, the least recently used
 *     first
 */
public record StorageConfig(
    Path cacheDirectory, long maxCacheBytes, HttpLimits http, ArchiveLimits archives) {
  public static final long DEFAULT_MAX_CACHE_BYTES = 20L << 30;

  public StorageConfig {
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(archives, "archives");
    if (maxCacheBytes < 0) {
      throw new IllegalArgumentException("maxCacheBytes: " + maxCacheBytes + " (expected: >= 0)");
    }
  }

  public static StorageConfig defaults(Path cacheDirectory) {
    return new StorageConfig(
        cacheDirectory, DEFAULT_MAX_CACHE_BYTES, HttpLimits.DEFAULT, ArchiveLimits.DEFAULT);
  }

  /** The same with another limit of the cache. */
  public StorageConfig withMaxCacheBytes(long bytes) {
    return new StorageConfig(cacheDirectory, bytes, http, archives);
  }
}
