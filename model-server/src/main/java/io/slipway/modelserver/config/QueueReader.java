// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.transport.codec.modelconfig.ConfigMessage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads what {@code dynamic_batching} says of the requests that wait. */
final class QueueReader {
  private static final int MAX_QUEUE = 1 << 20;
  private static final int MAX_LEVELS = 1_000_000;
  private static final long MAX_TIMEOUT_MICROS = TimeUnit.DAYS.toMicros(365);

  private final ModelConfigReader reader;

  QueueReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  QueuePolicy read(@Nullable ConfigMessage batching) {
    if (batching == null) {
      return QueuePolicy.NONE;
    }
    int levels = levels(batching);
    int defaultLevel = levels == 0 ? 0 : defaultLevel(batching, levels);
    ConfigMessage policy = batching.message("default_queue_policy");
    if (policy == null) {
      return new QueuePolicy(levels, defaultLevel, 0, 0);
    }
    if (policy.constant("timeout_action").equals("DELAY")) {
      reader.fault(policy, "timeout_action", "is DELAY, which is not supported (expected: REJECT)");
    }
    long timeout = policy.integer("default_timeout_microseconds");
    return new QueuePolicy(
        levels,
        defaultLevel,
        (int) Math.min(policy.integer("max_queue_size"), MAX_QUEUE),
        timeout < 0 ? MAX_TIMEOUT_MICROS : Math.min(timeout, MAX_TIMEOUT_MICROS)); // unsigned
  }

  private int levels(ConfigMessage batching) {
    long levels = batching.integer("priority_levels");
    if (levels < 0 || levels > MAX_LEVELS) {
      reader.fault(
          batching,
          "priority_levels",
          "is %s (expected: at most %d)".formatted(Long.toUnsignedString(levels), MAX_LEVELS));
      return 0;
    }
    return (int) levels;
  }

  private int defaultLevel(ConfigMessage batching, int levels) {
    long level = batching.integer("default_priority_level");
    if (level < 1 || level > levels) {
      reader.fault(
          batching,
          "default_priority_level",
          "is %s (expected: 1 to %d, the priority_levels)"
              .formatted(Long.toUnsignedString(level), levels));
      return 1;
    }
    return (int) level;
  }
}
