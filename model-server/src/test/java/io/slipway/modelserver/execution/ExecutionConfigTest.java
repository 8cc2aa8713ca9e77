// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionConfigTest {
  @ParameterizedTest
  @CsvSource({
    // cores, models, workers, threads of one run
    "1, 1, 1, 1",
    "2, 1, 2, 1",
    "8, 1, 2, 4",
    "8, 2, 2, 2",
    "8, 3, 2, 1",
    "8, 100, 2, 1"
  })
  void dividesTheCoresAmongInstancesAndModels(int cores, int models, int workers, int threads) {
    ExecutionConfig config = ExecutionConfig.forCores(cores).amongModels(models);
    assertThat(config.workers()).isEqualTo(workers);
    assertThat(config.threadsPerWorker()).isEqualTo(threads);
  }

  @Test
  void keepsThreadsThatWereAskedFor() {
    ExecutionConfig config = ExecutionConfig.forCores(8).withThreadsPerWorker(4);
    assertThat(config.amongModels(4)).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 1", "4, 2, 2", "100, 1, 2"})
  void keepsTheThreadsInAllWhenTheInstancesChange(int workers, int threads, int inline) {
    ExecutionConfig config = ExecutionConfig.forCores(8).withWorkers(workers);
    assertThat(config.threadsPerWorker()).isEqualTo(threads);
    assertThat(config.inlineRuns()).isEqualTo(inline);
  }

  @Test
  void everyChangeKeepsTheRest() {
    ExecutionConfig config =
        ExecutionConfig.forCores(8)
            .withInlineRuns(5)
            .withThreadsPerWorker(3)
            .withQueueCapacity(7)
            .withPriorities(new PriorityLevels(2, 1))
            .withBatching(new Batching(4, List.of(), Duration.ZERO))
            .withDrainTimeout(Duration.ofSeconds(9));
    assertThat(config)
        .isEqualTo(
            new ExecutionConfig(
                2,
                3,
                true,
                5,
                7,
                new PriorityLevels(2, 1),
                new Batching(4, List.of(), Duration.ZERO),
                null,
                Duration.ofSeconds(9)));
  }

  @Test
  void refusesNumbersThatAreTooSmall() {
    ExecutionConfig config = ExecutionConfig.forCores(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withInlineRuns(-1))
        .withMessage("inlineRuns: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withQueueCapacity(0))
        .withMessage("queueCapacity: 0 (expected: >= 1)");
  }
}
