// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorBatchTest {
  private final AtomicInteger open = new AtomicInteger();
  private final TensorAllocator allocator =
      (datatype, shape, bytes) -> {
        open.incrementAndGet();
        MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
        return Tensor.unfilled(datatype, shape, data, open::decrementAndGet);
      };

  @AfterEach
  void everythingIsReleased() {
    assertThat(open).hasValue(0);
  }

  private Tensor bytes(Shape shape, int... values) {
    Tensor tensor = allocator.allocate(DataType.INT8, shape, values.length);
    for (int i = 0; i < values.length; i++) {
      tensor.data().set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return tensor;
  }

  private Tensor texts(Shape shape, String... values) {
    byte[] data = BytesLayout.encode(Arrays.stream(values).map(v -> v.getBytes(UTF_8)).toList());
    Tensor tensor = allocator.allocate(DataType.BYTES, shape, data.length);
    MemorySegment.copy(data, 0, tensor.data(), ValueLayout.JAVA_BYTE, 0, data.length);
    return tensor;
  }

  private static byte[] data(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void joinsRowsInTheirOrder() {
    try (Tensor one = bytes(Shape.of(1, 2), 1, 2);
        Tensor other = bytes(Shape.of(2, 2), 3, 4, 5, 6);
        Tensor joined = TensorBatch.join(List.of(one, other), allocator)) {
      assertThat(TensorBatch.fit(one, other)).isTrue();
      assertThat(joined.shape()).isEqualTo(Shape.of(3, 2));
      assertThat(data(joined)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void partsOfAnotherShapeOrDatatypeDoNotFit() {
    try (Tensor one = bytes(Shape.of(1, 2), 1, 2);
        Tensor wider = bytes(Shape.of(1, 3), 1, 2, 3);
        Tensor flat = bytes(Shape.of(2), 1, 2);
        Tensor text = texts(Shape.of(1, 2), "a", "b")) {
      assertThat(TensorBatch.fit(one, wider)).isFalse();
      assertThat(TensorBatch.fit(one, flat)).isFalse();
      assertThat(TensorBatch.fit(one, text)).isFalse();
    }
  }

  @Test
  void splitsIntoPartsThatGiveTheMemoryBackTogether() {
    List<Tensor> parts =
        TensorBatch.split("x", bytes(Shape.of(3, 2), 1, 2, 3, 4, 5, 6), new long[] {1, 2});

    assertThat(parts).extracting(Tensor::shape).containsExactly(Shape.of(1, 2), Shape.of(2, 2));
    assertThat(data(parts.getFirst())).containsExactly(1, 2);
    assertThat(data(parts.getLast())).containsExactly(3, 4, 5, 6);
    parts.getFirst().close();
    parts.getFirst().close();
    assertThat(open).hasValue(1);
    parts.getLast().close();
  }

  @Test
  void textsAreSplitByTheirLengths() {
    List<Tensor> parts =
        TensorBatch.split("x", texts(Shape.of(3), "a", "", "long"), new long[] {1, 1, 1});

    assertThat(parts)
        .extracting(part -> new String(BytesLayout.decode(part.data(), 1)[0], UTF_8))
        .containsExactly("a", "", "long");
    parts.forEach(Tensor::close);
  }

  @Test
  void textsAreJoinedAndCopied() {
    try (Tensor one = texts(Shape.of(1), "one");
        Tensor other = texts(Shape.of(1), "o");
        Tensor joined = TensorBatch.join(List.of(one, other), allocator);
        Tensor copy = TensorBatch.copy(joined, allocator)) {
      assertThat(BytesLayout.decode(copy.data(), 2))
          .isDeepEqualTo(new byte[][] {"one".getBytes(UTF_8), "o".getBytes(UTF_8)});
    }
  }

  @Test
  void anOutputThatIsNoBatchIsRefusedAndReleased() {
    for (Shape shape : List.of(Shape.SCALAR, Shape.of(1))) {
      assertThatThrownBy(() -> TensorBatch.split("x", bytes(shape, 1), new long[] {1, 1}))
          .hasMessageContaining("the model gave output 'x' the shape " + shape);
    }
  }
}
