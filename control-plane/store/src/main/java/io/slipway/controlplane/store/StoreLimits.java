// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.time.Duration;

/**
 * The bounds of a store.
 *
 * @param valueBytes of one object
 * @param queuedWrites writes that wait for the disk; more are refused with RESOURCE_EXHAUSTED
 * @param queuedBytes the same for the sum of their values
 * @param batchWrites how many writes share a transaction at most
 * @param readers connections for reads; more reads wait
 * @param recentChanges how many changes are kept in memory for watches
 * @param recentBytes the same for the sum of their values
 * @param logChanges how many changes are kept in the database
 * @param logBytes the same for the sum of their values
 * @param logAge how long at least, unless there are too many; twice as long at most
 */
public record StoreLimits(
    int valueBytes,
    int queuedWrites,
    long queuedBytes,
    int batchWrites,
    int readers,
    int recentChanges,
    long recentBytes,
    int logChanges,
    long logBytes,
    Duration logAge) {
  private static final int MIB = 1 << 20;

  /** Values up to 3 MiB as in Kubernetes; five minutes, 20,000 changes or 256 MiB of history. */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          3 * MIB,
          1024,
          64L * MIB,
          128,
          4,
          4096,
          16L * MIB,
          20_000,
          256L * MIB,
          Duration.ofMinutes(5));
}
