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
 */
public record StorageConfig(Path cacheDirectory, HttpLimits http, ArchiveLimits archives) {
  public StorageConfig {
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(archives, "archives");
  }

  public static StorageConfig defaults(Path cacheDirectory) {
    return new StorageConfig(cacheDirectory, HttpLimits.DEFAULT, ArchiveLimits.DEFAULT);
  }
}
