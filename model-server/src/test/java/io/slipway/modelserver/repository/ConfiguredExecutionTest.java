// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.PriorityLevels;
import io.slipway.modelserver.execution.QueuePolicies;
import io.slipway.modelserver.execution.QueuePolicies.Policy;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredExecutionTest {
  private static final QueuePolicies THREE_SECONDS =
      QueuePolicies.of(0, Duration.ofSeconds(3), TimeoutAction.REJECT);
  private static final Batching OF_SERVICE =
      new Batching(32, List.of(), Duration.ofMillis(5), false, THREE_SECONDS, null);

  private static ExecutionConfig execution(String config, Batching service) {
    return ConfiguredExecution.of(
        ModelConfig.readText("c", config.getBytes(UTF_8)),
        ExecutionConfig.forCores(4).withBatching(service));
  }

  @Test
  void aConfigurationThatIsSilentLeavesEverythingAsItIs() {
    ExecutionConfig defaults = ExecutionConfig.forCores(4).withBatching(OF_SERVICE);

    assertThat(execution("", OF_SERVICE)).isEqualTo(defaults);
  }

  @Test
  void theConfigurationsBatchingCountsMoreThanTheServices() {
    ExecutionConfig execution =
        execution(
            """
            max_batch_size: 8
            dynamic_batching {
              preferred_batch_size: 4 max_queue_delay_microseconds: 7 preserve_ordering: true
            }
            """,
            OF_SERVICE);

    assertThat(execution.batching())
        .isEqualTo(new Batching(8, List.of(4), Duration.ofNanos(7000), true, THREE_SECONDS, null));
  }

  @Test
  void theServicesBatchingHasNoMoreRowsThanTheModelTakes() {
    assertThat(execution("max_batch_size: 8", OF_SERVICE).batching()).isEqualTo(OF_SERVICE.upTo(8));
    assertThat(execution("max_batch_size: 64", OF_SERVICE).batching()).isEqualTo(OF_SERVICE);
  }

  @Test
  void aMaxBatchSizeAloneIsNoBatching() {
    assertThat(execution("max_batch_size: 8", Batching.NONE).batching()).isEqualTo(Batching.NONE);
    assertThat(execution("dynamic_batching { }", Batching.NONE).batching().together()).isFalse();
  }

  @Test
  void levelsWaitAsTheConfigurationSays() {
    ExecutionConfig execution =
        execution(
            """
            dynamic_batching {
              priority_levels: 2 default_priority_level: 2
              default_queue_policy { max_queue_size: 5 }
              priority_queue_policy {
                key: 1
                value {
                  max_queue_size: 2 timeout_action: DELAY default_timeout_microseconds: 9
                }
              }
            }
            """,
            OF_SERVICE);

    assertThat(execution.priorities()).isEqualTo(new PriorityLevels(2, 2));
    assertThat(execution.queueCapacity()).isEqualTo(7);
    assertThat(execution.batching().policies())
        .isEqualTo(
            new QueuePolicies(
                new Policy(5, Duration.ZERO, TimeoutAction.REJECT),
                Map.of(1, new Policy(2, Duration.ofNanos(9000), TimeoutAction.DELAY))));
    assertThat(execution.batching().maxBatchSize()).isEqualTo(32);
  }

  @Test
  void sequencesRunTogetherInTheirOwnWay() {
    String sequences = "max_batch_size: 4 sequence_batching { }";

    assertThat(execution(sequences, Batching.NONE).batching()).isEqualTo(Batching.NONE);
    assertThatThrownBy(() -> execution(sequences, OF_SERVICE))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("as sequence_batching says (expected: no other batching");
  }
}
