// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

/**
 * How much of a container's output is kept.
 *
 * @param files together with the one that is written
 */
public record LogLimits(long fileBytes, int files) {
  public static final LogLimits DEFAULT = new LogLimits(10L << 20, 5);

  public LogLimits {
    if (fileBytes < 1 || files < 1) {
      throw new IllegalArgumentException(
          "fileBytes: %d, files: %d (expected: each >= 1)".formatted(fileBytes, files));
    }
  }
}
