// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import org.jspecify.annotations.Nullable;

/** What clients have set; what is null follows the setting above. */
record TraceOverrides(
    @Nullable TraceLevels levels,
    @Nullable Integer rate,
    @Nullable TraceCount count,
    @Nullable Integer logFrequency) {
  static final TraceOverrides NONE = new TraceOverrides(null, null, null, null);

  boolean isNone() {
    return levels == null && rate == null && count == null && logFrequency == null;
  }

  TraceOverrides withCount(TraceCount other) {
    return new TraceOverrides(levels, rate, other, logFrequency);
  }

  TraceSetting over(TraceSetting above) {
    return new TraceSetting(
        levels == null ? above.levels() : levels,
        rate == null ? above.rate() : rate,
        count == null ? above.count() : count,
        logFrequency == null ? above.logFrequency() : logFrequency);
  }
}
