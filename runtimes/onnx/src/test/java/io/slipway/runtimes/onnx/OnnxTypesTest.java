// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.testing.CountingAllocator;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OnnxTypesTest {
  private final CountingAllocator allocator = new CountingAllocator();
  private final Random random = new Random(7);

  @AfterEach
  void everyTensorIsClosed() {
    assertThat(allocator.open()).isZero();
  }

  @Test
  void describesEveryDatatype() {
    try (LoadedModel model = TestModels.load("identity_all", allocator)) {
      assertThat(model.signature().inputs())
          .containsExactlyElementsOf(
              Stream.of(DataType.values())
                  .map(type -> new TensorSpec("in_" + type, type, Shape.of(-1, 2)))
                  .toList());
    }
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void carriesEveryBitOfADatatype(DataType type) {
    assertCarried(type, 3, randomBytes(type, 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void carriesAnyBatch(int batch) {
    for (DataType type : List.of(DataType.FP32, DataType.UINT64, DataType.BYTES)) {
      assertCarried(type, batch, randomBytes(type, batch * 2));
    }
  }

  @Test
  void carriesStringsByteForByte() {
    byte[] notUtf8 = {(byte) 0xff, (byte) 0xfe, 0, 'x'};
    byte[] emoji = {(byte) 0xf0, (byte) 0x9f, (byte) 0x9a, (byte) 0xa2};
    assertCarried(
        DataType.BYTES,
        2,
        BytesLayout.encode(List.of(notUtf8, emoji, new byte[0], new byte[70_000])));
  }

  @Test
  void answersAScalar() {
    try (LoadedModel model = TestModels.load("fixed_sum", allocator)) {
      List<TensorValue> answer =
          TestModels.run(
              model,
              allocator,
              List.of(TensorValue.int64("x", Shape.of(2, 3), 1, 2, 3, 4, 5, 1L << 40)),
              "total");
      assertThat(answer).containsExactly(TensorValue.int64("total", Shape.SCALAR, 15 + (1L << 40)));
    }
  }

  @Test
  void answersAClassifierOfScikitLearn() {
    try (LoadedModel model = TestModels.load("sklearn_arrays", allocator)) {
      List<TensorValue> answer =
          TestModels.run(
              model,
              allocator,
              List.of(TensorValue.fp32("X", Shape.of(2, 2), 0, 0, 1, 1)),
              "label");
      assertThat(answer).containsExactly(TensorValue.int64("label", Shape.of(2), 0, 1));
    }
  }

  private void assertCarried(DataType type, int batch, byte[] bytes) {
    try (LoadedModel model = TestModels.load("identity_all", allocator)) {
      List<TensorValue> inputs =
          Stream.of(DataType.values())
              .map(other ->
                  other == type
                      ? value("in_", type, batch, bytes)
                      : value("in_", other, 0, new byte[0]))
              .toList();
      assertThat(TestModels.run(model, allocator, inputs, "out_" + type))
          .containsExactly(value("out_", type, batch, bytes));
    }
  }

  private byte[] randomBytes(DataType type, int elements) {
    if (!type.isFixedSize()) {
      return BytesLayout.encode(
          Stream.generate(() -> new byte[random.nextInt(50)]).limit(elements).toList());
    }
    byte[] bytes = new byte[elements * type.byteSize()];
    random.nextBytes(bytes);
    for (int i = 0; type == DataType.BOOL && i < bytes.length; i++) {
      bytes[i] &= 1;
    }
    return bytes;
  }

  private static TensorValue value(String prefix, DataType type, int batch, byte[] bytes) {
    return TensorValue.bytes(prefix + type, type, Shape.of(batch, 2), bytes);
  }
}
