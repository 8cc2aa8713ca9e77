// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@code dynamic_batching}. */
final class BatchingReader {
  private static final int MAX_QUEUE = 1 << 20;
  private static final int MAX_LEVELS = 1_000_000;
  private static final long MAX_MICROS = TimeUnit.DAYS.toMicros(365);

  private final ModelConfigReader reader;
  private final int maxBatchSize;

  /**
   * @param maxBatchSize the model's
   */
  BatchingReader(ModelConfigReader reader, int maxBatchSize) {
    this.reader = reader;
    this.maxBatchSize = maxBatchSize;
  }

  DynamicBatching read(@Nullable ConfigMessage batching) {
    if (batching == null) {
      return DynamicBatching.NONE;
    }
    int levels = levels(batching);
    int defaultLevel = levels == 0 ? 0 : defaultLevel(batching, levels);
    ConfigMessage policy = batching.message("default_queue_policy");
    return new DynamicBatching(
        maxBatchSize,
        preferredSizes(batching),
        micros(batching.integer("max_queue_delay_microseconds")),
        batching.flag("preserve_ordering"),
        levels,
        defaultLevel,
        policy == null ? QueuePolicy.NONE : policy(policy),
        levelPolicies(batching, levels));
  }

  /** As Triton: a batch has at least one of something, and is no larger than the model takes. */
  private List<Integer> preferredSizes(ConfigMessage batching) {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (long size : batching.integers("preferred_batch_size")) {
      if (size < 1 || size > maxBatchSize) {
        reader.fault(
            batching,
            "preferred_batch_size",
            "has %d (expected: 1 to %d, the max_batch_size)".formatted(size, maxBatchSize));
      } else {
        sizes.add((int) size);
      }
    }
    return List.copyOf(sizes);
  }

  private Map<Integer, QueuePolicy> levelPolicies(ConfigMessage batching, int levels) {
    Map<Integer, QueuePolicy> policies = new TreeMap<>();
    for (Occurrence each : batching.all("priority_queue_policy")) {
      long level = each.key() instanceof IntegerValue(long value) ? value : 0;
      if (level < 1 || level > levels) {
        reader.faultAt(
            each.position(),
            "priority_queue_policy is for level %s (expected: 1 to %d, the priority_levels)"
                .formatted(Long.toUnsignedString(level), levels));
      } else if (each.value() instanceof MessageValue(ConfigMessage policy)) {
        policies.put((int) level, policy(policy));
      }
    }
    return policies;
  }

  private static QueuePolicy policy(ConfigMessage policy) {
    return new QueuePolicy(
        (int) Math.min(policy.integer("max_queue_size"), MAX_QUEUE),
        micros(policy.integer("default_timeout_microseconds")),
        policy.constant("timeout_action").equals("DELAY"));
  }

  /** Unsigned. */
  private static long micros(long value) {
    return value < 0 ? MAX_MICROS : Math.min(value, MAX_MICROS);
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
