// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
  private final Random random = new Random(7);
  private int released;

  private Tensor tensor(int bytes) {
    ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes));
    byte[] values = new byte[bytes];
    random.nextBytes(values);
    memory.writeBytes(values);
    return Tensor.of(
        DataType.UINT8,
        Shape.of(bytes),
        MemorySegment.ofBuffer(memory.nioBuffer(0, bytes)),
        () -> {
          released++;
          memory.release();
        });
  }

  @Test
  void hasTheBytesOfTensorsOfAllSizesWhereTheyWereWritten() {
    for (int round = 0; round < 20; round++) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      try (OutputBuffer buffer = OutputBuffer.allocate(16)) {
        for (int size : new int[] {0, 100, 20_000, 40_000, 3, 16 * 1024, 16 * 1024 + 1}) {
          if (random.nextBoolean()) {
            byte[] text = "between".repeat(random.nextInt(90)).getBytes(US_ASCII);
            buffer.writeBytes(text);
            expected.writeBytes(text);
          }
          try (Tensor tensor = tensor(size)) {
            buffer.writeBytes(tensor);
            expected.writeBytes(tensor.data().toArray(ValueLayout.JAVA_BYTE));
          }
          assertThat(buffer.size()).isEqualTo(expected.size());
        }
        assertThat(buffer.toByteArray()).isEqualTo(expected.toByteArray());
        buffer.writeByte(1);
        assertThat(buffer.size()).isEqualTo(expected.size() + 1);
      }
    }
    assertThat(released).isEqualTo(20 * 7);
  }

  @Test
  void holdsTheMemoryOfALargeTensorUntilItIsSent() {
    OutputBuffer buffer = OutputBuffer.allocate(16);
    Tensor tensor = tensor(100_000);
    buffer.writeBytes(tensor);
    tensor.close();
    assertThat(released).isZero();
    buffer.buffer().release();
    assertThat(released).isOne();
  }

  @Test
  void copiesTensorsInTheHeap() {
    byte[] values = new byte[100_000];
    random.nextBytes(values);
    try (OutputBuffer buffer = OutputBuffer.allocate(16)) {
      buffer.writeBytes(Tensor.ofHeap(DataType.UINT8, Shape.of(values.length), values));
      assertThat(buffer.toByteArray()).isEqualTo(values);
    }
  }
}
