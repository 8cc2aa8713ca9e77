// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.junit.jupiter.api.Test;

class BodyAccumulatorTest {
  private final BodyBudget budget = new BodyBudget(1 << 20);

  private BodyAccumulator accumulator(long expected, long max) {
    return new BodyAccumulator(budget, ByteBufAllocator.DEFAULT, expected, max);
  }

  @Test
  void takesMemoryForWhatArrivedNotForWhatWasAnnounced() {
    BodyAccumulator body = accumulator(1 << 20, 1 << 20);
    assertThat(budget.reservedBytes()).isZero();
    body.append(new byte[100], 0, 100);
    assertThat(budget.reservedBytes()).isLessThanOrEqualTo(16 << 10);
    body.discard();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void growsUpToWhatWasAnnouncedAndNoFurther() {
    BodyAccumulator body = accumulator(100_000, 1 << 20);
    byte[] part = new byte[1000];
    for (int i = 0; i < 100; i++) {
      part[0] = (byte) i;
      body.append(part, 0, part.length);
    }
    assertThat(budget.reservedBytes()).isEqualTo(100_000);
    try (RequestBody whole = body.finish()) {
      assertThat(whole.size()).isEqualTo(100_000);
      assertThat(whole.copy(99_000, 1)).containsExactly(99);
    }
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void givesTheReservationBackWithTheLastReference() {
    BodyAccumulator body = accumulator(-1, 1000);
    body.append(new byte[10], 0, 10);
    RequestBody whole = body.finish();
    whole.retain();
    whole.close();
    assertThat(budget.reservedBytes()).isPositive();
    whole.close();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void refusesWhatIsTooLarge() {
    BodyAccumulator body = accumulator(-1, 1000);
    body.append(new byte[1000], 0, 1000);
    assertThatThrownBy(() -> body.append(new byte[1], 0, 1))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    body.discard();
  }

  @Test
  void refusesWhatDoesNotFitIntoTheBudget() {
    assertThat(budget.tryReserve((1 << 20) - 10)).isTrue();
    BodyAccumulator body = accumulator(100, 1000);
    assertThatThrownBy(() -> body.append(new byte[11], 0, 11))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    body.discard();
    assertThat(budget.reservedBytes()).isEqualTo((1 << 20) - 10);
  }

  @Test
  void isEmptyWithoutBytes() {
    try (RequestBody whole = accumulator(-1, 10).finish()) {
      assertThat(whole.size()).isZero();
      assertThat(whole.bytes().byteSize()).isZero();
    }
  }
}
