// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * To which versions of a model requests go that name none. Immutable.
 *
 * @param shares at least one
 */
public record TrafficSplit(List<Share> shares) {
  /**
   * A version's part.
   *
   * @param percent of the requests, in relation to those of the others; from 0
   */
  public record Share(String version, int percent) {
    public Share {
      if (percent < 0) {
        throw new IllegalArgumentException("percent: " + percent + " (expected: from 0)");
      }
    }
  }

  public TrafficSplit {
    shares = List.copyOf(shares);
    if (shares.isEmpty()) {
      throw new IllegalArgumentException("shares: none (expected: at least one)");
    }
  }

  /**
   * The version for one request; null if none of those that get requests can answer.
   *
   * @param random from 0 to below 1, evenly
   */
  @Nullable String choose(Predicate<String> answers, double random) {
    int all = 0;
    for (Share share : shares) {
      all += answers.test(share.version()) ? share.percent() : 0;
    }
    double left = random * all;
    String chosen = null;
    for (Share share : shares) {
      if (left >= 0 && share.percent() > 0 && answers.test(share.version())) {
        chosen = share.version();
        left -= share.percent();
      }
    }
    return chosen;
  }

  /** The version that most requests go to. */
  String main() {
    Share most = shares.getFirst();
    for (Share share : shares) {
      most = share.percent() > most.percent() ? share : most;
    }
    return most.version();
  }
}
