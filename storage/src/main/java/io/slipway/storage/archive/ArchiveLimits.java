// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.archive;

/**
 * What an archive may unpack to.
 *
 * @param maxBytes all files together
 * @param maxEntries files and directories
 * @param maxRatio unpacked bytes per byte of the archive; counts from {@value #RATIO_FROM_BYTES}
 *     bytes on, because small files of one value compress without bound
 */
public record ArchiveLimits(long maxBytes, int maxEntries, int maxRatio) {
  static final long RATIO_FROM_BYTES = 16 << 20;

  /** A terabyte of a hundred thousand files; weights hardly compress to a tenth. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(1L << 40, 100_000, 200);

  public ArchiveLimits {
    if (maxBytes < 1 || maxEntries < 1 || maxRatio < 1) {
      throw new IllegalArgumentException(
          "maxBytes: %d, maxEntries: %d, maxRatio: %d (expected: each >= 1)"
              .formatted(maxBytes, maxEntries, maxRatio));
    }
  }
}
