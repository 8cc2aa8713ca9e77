// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.execution.RunCounts.Batch;
import io.slipway.modelserver.execution.RunCounts.Parts;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelStatisticsTest {
  private final AtomicLong clock = new AtomicLong();
  private final ModelStatistics statistics = new ModelStatistics(clock::get);

  private void run(long size, long submitted) {
    RunCounts own = statistics.newCounts();
    own.ran(size, submitted, submitted + 10, submitted + 30, submitted + 130);
    own.answered(size, 1000);
  }

  @Test
  void addsUpTheWorkers() throws InterruptedException {
    run(1, 0);
    Thread other = Thread.ofPlatform().start(() -> run(4, 5000));
    other.join();
    RunCounts runs = statistics.runs();
    assertThat(runs.count()).isEqualTo(2);
    assertThat(runs.items()).isEqualTo(5);
    assertThat(runs.nanos()).isEqualTo(new Parts(20, 40, 200, 2000));
    assertThat(runs.batches())
        .containsExactly(
            new Batch(1, 1, new Parts(0, 20, 100, 1000)),
            new Batch(4, 1, new Parts(0, 20, 100, 1000)));
    clock.set(6130);
    assertThat(statistics.nanosSinceLastRun()).isEqualTo(1000);
  }

  @Test
  void hasNothingBeforeTheFirstRun() {
    RunCounts runs = statistics.runs();
    assertThat(runs.count()).isZero();
    assertThat(runs.batches()).isEmpty();
    assertThat(runs.predictions().counts()).hasSize(LatencyBuckets.COUNT).containsOnly(0L);
    assertThat(statistics.nanosSinceLastRun()).isZero();
    assertThat(statistics.failures()).isZero();
  }

  @Test
  void putsDurationsIntoBuckets() {
    RunCounts own = statistics.newCounts();
    own.ran(1, 0, 60_000, 60_000, 100_000);
    own.ran(1, 0, 60_001, 60_001, 100_001);
    own.answered(1, 20_000_000_000L);
    RunCounts runs = statistics.runs();
    assertThat(runs.predictions().counts()).startsWith(1L, 1L, 0L);
    assertThat(runs.predictions().nanos()).isEqualTo(200_001);
    assertThat(runs.preparations().counts()).startsWith(2L, 0L);
    assertThat(runs.answers().counts()).endsWith(0L, 1L);
  }

  @Test
  void tellsSoManyBatchSizesApartAndNoMore() {
    for (int size = 1; size <= 1000; size++) {
      run(size, 0);
    }
    RunCounts runs = statistics.runs();
    assertThat(runs.batches()).hasSize(64);
    assertThat(runs.count()).isEqualTo(1000);
  }

  @Test
  void countsFailuresByReason() {
    statistics.failed(FailureReason.BACKEND, 5);
    statistics.failed(ModelStatistics.reason(ErrorCode.DEADLINE_EXCEEDED), 7);
    statistics.failed(ModelStatistics.reason(ErrorCode.CANCELLED), 1);
    statistics.failed(ModelStatistics.reason(ErrorCode.UNAVAILABLE), 0);
    assertThat(statistics.failures(FailureReason.BACKEND)).isEqualTo(1);
    assertThat(statistics.failures(FailureReason.CANCELED)).isEqualTo(2);
    assertThat(statistics.failures(FailureReason.REJECTED)).isEqualTo(1);
    assertThat(statistics.failures(FailureReason.OTHER)).isZero();
    assertThat(statistics.failures()).isEqualTo(4);
    assertThat(statistics.failureNanos()).isEqualTo(13);
  }
}
