// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class HalfFloatTest {
  @Test
  void everyFp16AndBf16ComesBack() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float fp16 = HalfFloat.fromFp16((short) bits);
      if (!Float.isNaN(fp16)) {
        assertThat(HalfFloat.toFp16(fp16)).isEqualTo((short) bits);
      } else {
        assertThat(HalfFloat.fromFp16(HalfFloat.toFp16(fp16))).isNaN();
      }
      float bf16 = HalfFloat.fromBf16((short) bits);
      if (!Float.isNaN(bf16)) {
        assertThat(HalfFloat.toBf16(bf16)).isEqualTo((short) bits);
      } else {
        assertThat(HalfFloat.fromBf16(HalfFloat.toBf16(bf16))).isNaN();
      }
    }
  }

  @Test
  void roundsToTheNearestAndTiesToEven() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      assertNearest(random, HalfFloatTest::viaFp16, 0x7BFF, HalfFloat::fromFp16);
      assertNearest(random, HalfFloatTest::viaBf16, 0x7F7F, HalfFloat::fromBf16);
    }
  }

  private static double viaFp16(double value) {
    return HalfFloat.fromFp16(HalfFloat.toFp16(value));
  }

  private static double viaBf16(double value) {
    return HalfFloat.fromBf16(HalfFloat.toBf16(value));
  }

  private interface Widen {
    float widen(short bits);
  }

  /** Around the middle of two neighbours, closer to it than a float can tell. */
  private static void assertNearest(
      Random random, DoubleUnaryOperator round, int largest, Widen format) {
    int bits = random.nextInt(largest);
    double low = format.widen((short) bits);
    double high = format.widen((short) (bits + 1));
    double middle = low + (high - low) / 2; // exact
    assertThat(round.applyAsDouble(Math.nextDown(middle))).isEqualTo(low);
    assertThat(round.applyAsDouble(Math.nextUp(middle))).isEqualTo(high);
    assertThat(round.applyAsDouble(middle)).isEqualTo(bits % 2 == 0 ? low : high);
    assertThat(round.applyAsDouble(-middle)).isEqualTo(bits % 2 == 0 ? -low : -high);
    assertThat(new BigDecimal(middle)).isBetween(new BigDecimal(low), new BigDecimal(high));
  }

  @Test
  void overflowsToInfinity() {
    assertThat(viaFp16(65519.99)).isEqualTo(65504);
    assertThat(viaFp16(65520)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(viaBf16(Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(viaBf16(-1e300)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(viaFp16(1e-300)).isZero();
  }
}
