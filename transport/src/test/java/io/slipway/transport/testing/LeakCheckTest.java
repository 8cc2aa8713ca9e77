// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void catchesABufferThatIsNotReleased() {
    leak();
    assertThat(LeakRecorder.collect())
        .singleElement()
        .asString()
        .contains("ByteBuf")
        .contains("LeakCheckTest.leak");
  }

  @Test
  void reportsNothingForABufferThatIsReleased() {
    ByteBufAllocator.DEFAULT.directBuffer(64).release();
    assertThat(LeakRecorder.collect()).isEmpty();
  }

  private static void leak() {
    ByteBufAllocator.DEFAULT.directBuffer(64).writeInt(1);
  }
}
