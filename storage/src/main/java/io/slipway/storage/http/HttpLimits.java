// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import java.time.Duration;
import java.util.Objects;

/**
 * How long and how often a web server is asked.
 *
 * @param maxBytes the largest file that is downloaded
 * @param connectTimeout to connect
 * @param stallTimeout without a byte of the answer
 * @param maxRedirects followed for one file
 * @param maxAttempts 1 for no second attempt
 * @param firstPause before the second attempt; doubles with each
 * @param longestPause no pause is longer, whatever the server asks for
 */
public record HttpLimits(
    long maxBytes,
    Duration connectTimeout,
    Duration stallTimeout,
    int maxRedirects,
    int maxAttempts,
    Duration firstPause,
    Duration longestPause) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          1L << 40,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          10,
          5,
          Duration.ofMillis(500),
          Duration.ofSeconds(30));

  public HttpLimits {
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(stallTimeout, "stallTimeout");
    Objects.requireNonNull(firstPause, "firstPause");
    Objects.requireNonNull(longestPause, "longestPause");
    if (maxBytes < 1 || maxRedirects < 0 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "maxBytes: %d, maxRedirects: %d, maxAttempts: %d (expected: >= 1, >= 0, >= 1)"
              .formatted(maxBytes, maxRedirects, maxAttempts));
    }
  }

  /** How long to wait after so many attempts, if the server does not say. */
  Duration pauseAfter(int attempts) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(attempts - 1, 30));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
