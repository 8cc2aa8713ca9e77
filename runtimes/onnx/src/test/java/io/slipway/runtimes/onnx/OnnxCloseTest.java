// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.Shape;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.testing.CountingAllocator;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OnnxCloseTest {
  private static final List<TensorValue> INPUTS =
      List.of(
          TensorValue.fp32("a", Shape.of(1, 4), 1, 2, 3, 4),
          TensorValue.fp32("b", Shape.of(1, 4), 4, 3, 2, 1));
  private static final TensorValue SUM = TensorValue.fp32("sum", Shape.of(1, 4), 5, 5, 5, 5);

  private final CountingAllocator allocator = new CountingAllocator();

  /** Nobody should close a model that runs; whoever does gets refusals, not a dead process. */
  @Test
  void everyRunAnswersOrIsRefusedWhileTheModelIsClosed() throws Exception {
    CountDownLatch someRuns = new CountDownLatch(100);
    LoadedModel model = TestModels.load("add_sub", allocator);
    List<FutureTask<ErrorCode>> runners =
        Stream.generate(() -> new FutureTask<>(() -> runUntilRefused(model, someRuns)))
            .limit(3)
            .toList();
    runners.forEach(runner -> Thread.ofPlatform().start(runner));
    someRuns.await();
    model.close();
    for (FutureTask<ErrorCode> runner : runners) {
      assertThat(runner.get()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
    assertThat(allocator.open()).isZero();
  }

  private ErrorCode runUntilRefused(LoadedModel model, CountDownLatch runs) {
    while (true) {
      try {
        assertThat(TestModels.run(model, allocator, INPUTS, "sum")).containsExactly(SUM);
        runs.countDown();
      } catch (ServingException e) {
        return e.code();
      }
    }
  }
}
