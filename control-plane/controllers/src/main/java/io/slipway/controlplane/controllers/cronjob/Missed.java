// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a schedule that are over and that nothing was started for.
 *
 * @param last the latest of them; null if there is none
 * @param next the one that comes; null if there is none
 */
record Missed(@Nullable Instant last, @Nullable Instant next) {
  private static final int LOOKED_AT = 100_000;

  /**
   * @param since after which times count
   */
  static Missed of(Schedule schedule, Instant since, Instant now) {
    Instant last = null;
    Optional<Instant> next = schedule.after(since);
    for (int i = 0; next.isPresent() && !next.get().isAfter(now); i++) {
      last = next.get();
      // a machine that was off for months: what is long over does not matter one by one
      Instant from = i < LOOKED_AT ? last : now.minusSeconds(60);
      next = schedule.after(from);
    }
    return new Missed(last, next.orElse(null));
  }
}
