// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.config.DynamicBatching;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.QueuePolicy;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.PriorityLevels;
import io.slipway.modelserver.execution.QueuePolicies;
import io.slipway.modelserver.execution.QueuePolicies.Policy;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** How a model's requests are run: by its configuration, and where that is silent, as others. */
final class ConfiguredExecution {
  private ConfiguredExecution() {}

  /**
   * @param defaults of the service or the process
   * @throws ServingException INVALID_ARGUMENT if the two contradict each other
   */
  static ExecutionConfig of(ModelConfig config, ExecutionConfig defaults) {
    ExecutionConfig own =
        config.instances() == 0 ? defaults : defaults.withWorkers(config.instances());
    int levels = config.batching().levels();
    Batching batching = batching(config, defaults.batching());
    return own.withQueueCapacity(batching.policies().capacity(levels, own.queueCapacity()))
        .withPriorities(new PriorityLevels(levels, config.batching().defaultLevel()))
        .withBatching(batching);
  }

  private static Batching batching(ModelConfig config, Batching defaults) {
    if (config.sequences() != null) {
      if (defaults.together()) {
        throw ServingException.invalid(
            "requests of sequences run together as sequence_batching says (expected: no other"
                + " batching for this model)");
      }
      return Batching.NONE;
    }
    DynamicBatching own = config.batching();
    if (own.maxBatchSize() > 1) {
      return new Batching(
          own.maxBatchSize(),
          own.preferredSizes(),
          micros(own.maxDelayMicros()),
          own.preserveOrdering(),
          policies(own, defaults.policies()),
          null);
    }
    Batching fitting = config.maxBatchSize() == 0 ? defaults : defaults.upTo(config.maxBatchSize());
    return new Batching(
        fitting.maxBatchSize(),
        fitting.preferredSizes(),
        fitting.maxDelay(),
        own.preserveOrdering(),
        policies(own, defaults.policies()),
        null);
  }

  private static QueuePolicies policies(DynamicBatching own, QueuePolicies defaults) {
    if (own.policy().equals(QueuePolicy.NONE) && own.levelPolicies().isEmpty()) {
      return defaults;
    }
    Map<Integer, Policy> levels = new HashMap<>();
    own.levelPolicies().forEach((level, policy) -> levels.put(level, policy(policy)));
    return new QueuePolicies(policy(own.policy()), levels);
  }

  private static Policy policy(QueuePolicy policy) {
    return new Policy(
        policy.maxSize(),
        micros(policy.timeoutMicros()),
        policy.delay() ? TimeoutAction.DELAY : TimeoutAction.REJECT);
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
