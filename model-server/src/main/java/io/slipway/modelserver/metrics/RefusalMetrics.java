// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.modelserver.access.Refusal.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests that were not let in. */
public final class RefusalMetrics {
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  public RefusalMetrics(ServerMetrics metrics) {
    for (Reason reason : Reason.values()) {
      LongAdder count = new LongAdder();
      counts.put(reason, count);
      metrics.total(
          "slipway.refusals",
          "Requests that were not let in.",
          count::sum,
          "reason",
          reason.name().toLowerCase(Locale.ROOT));
    }
  }

  public void count(Reason reason) {
    Objects.requireNonNull(counts.get(reason), "every constant has its adder").increment();
  }
}
