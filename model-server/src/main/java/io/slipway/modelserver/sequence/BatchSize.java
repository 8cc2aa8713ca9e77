// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.modelserver.config.SequenceBatching.Strategy;

/** How many sequences are run together. Pure. */
final class BatchSize {
  private BatchSize() {}

  /**
   * @param ready how many sequences have a request that can be run
   * @param most the largest batch
   * @param waitedNanos since when the oldest of the requests waits
   * @return 0 to wait for more
   */
  static int choose(Strategy strategy, int ready, int most, long waitedNanos) {
    int all = Math.min(ready, most);
    if (waitedNanos >= strategy.maxDelay().toNanos()) {
      return all;
    }
    return switch (strategy) {
      case Strategy.Direct direct -> ready >= direct.minimumUtilization() * most ? all : 0;
      case Strategy.Oldest oldest when oldest.preferredSizes().isEmpty() -> all == most ? all : 0;
      case Strategy.Oldest oldest -> preferred(oldest, all);
    };
  }

  private static int preferred(Strategy.Oldest oldest, int all) {
    int best = 0;
    for (int size : oldest.preferredSizes()) {
      if (size <= all) {
        best = Math.max(best, size);
      }
    }
    return best;
  }

  /** How many sequences may have a slot, for each instance of the model. */
  static int slots(Strategy strategy, int most) {
    return switch (strategy) {
      case Strategy.Direct _ -> most;
      case Strategy.Oldest oldest -> oldest.maxCandidates() == 0 ? most : oldest.maxCandidates();
    };
  }

  /** Whether a batch is run only when that before has been answered. */
  static boolean oneAtATime(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Direct _ -> false;
      case Strategy.Oldest oldest -> oldest.preserveOrdering();
    };
  }
}
