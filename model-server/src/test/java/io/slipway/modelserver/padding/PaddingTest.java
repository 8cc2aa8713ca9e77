// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.DimensionNames;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaddingTest {
  private static final byte FILL = -7;

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger allocations = new AtomicInteger();
  private final TensorAllocator allocator =
      (datatype, shape, bytes) -> {
        open.incrementAndGet();
        allocations.incrementAndGet();
        MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
        return Tensor.unfilled(datatype, shape, data, open::decrementAndGet);
      };

  @AfterEach
  void everythingIsReleased() {
    assertThat(open).hasValue(0);
  }

  /** One input of any shape, and an output of the same. */
  private static Padding identity(int rank, Buckets buckets) {
    long[] dims = new long[rank];
    Arrays.fill(dims, -1);
    Shape any = Shape.of(dims);
    List<String> names = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      names.add("d" + d);
    }
    return new PaddingRule(buckets, Map.of("x", Byte.toString(FILL)), Map.of())
        .on(
            new ModelSignature(
                "fake",
                List.of(new TensorSpec("x", DataType.INT8, any)),
                List.of(new TensorSpec("y", DataType.INT8, any))),
            new DimensionNames(List.of(names), List.of(names)));
  }

  private Tensor bytes(Shape shape, int... values) {
    Tensor tensor = allocator.allocate(DataType.INT8, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return tensor;
  }

  private static byte[] data(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void shorterRowsAreFilledUpToTheLongest() {
    try (Tensor one = bytes(Shape.of(1, 3), 1, 2, 3);
        Tensor other = bytes(Shape.of(2, 2), 4, 5, 6, 7);
        Tensor joined = identity(2, new Buckets.Any()).join(0, List.of(one, other), allocator)) {
      assertThat(joined.shape()).isEqualTo(Shape.of(3, 3));
      assertThat(data(joined)).containsExactly(1, 2, 3, 4, 5, FILL, 6, 7, FILL);
    }
  }

  @Test
  void equalRowsAreFilledUpWithNothing() {
    try (Tensor one = bytes(Shape.of(1, 2), 1, 2);
        Tensor other = bytes(Shape.of(1, 2), 3, 4);
        Tensor joined = identity(2, new Buckets.Any()).join(0, List.of(one, other), allocator)) {
      assertThat(data(joined)).containsExactly(1, 2, 3, 4);
    }
  }

  /** Against the plain way, index by index, for shapes of all kinds. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void everyElementIsWhereItBelongsAndComesBack(int rank) {
    Random random = new Random(rank);
    Padding padding = identity(rank, new Buckets.Any());
    for (int round = 0; round < 300; round++) {
      List<NamedTensor> parts = parts(random, rank);
      List<Tensor> tensors = parts.stream().map(NamedTensor::tensor).toList();
      Tensor joined = padding.join(0, tensors, allocator);
      List<NamedTensor> run = List.of(new NamedTensor("x", joined));
      long row = 0;
      long filled = joined.elementCount();
      for (NamedTensor part : parts) {
        assertInside(part.tensor(), joined, row);
        filled -= part.tensor().elementCount();
        long rows = part.tensor().shape().dim(0);
        try (Tensor cut =
            padding.cut(
                new NamedTensor("y", rows(joined, row, rows)), List.of(part), run, allocator)) {
          assertThat(cut.shape()).isEqualTo(part.tensor().shape());
          assertThat(data(cut)).isEqualTo(data(part.tensor()));
        }
        row += rows;
      }
      assertThat(fills(joined)).isEqualTo(filled);
      joined.close();
      parts.forEach(NamedTensor::close);
    }
  }

  private List<NamedTensor> parts(Random random, int rank) {
    List<NamedTensor> parts = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      long[] dims = new long[rank];
      for (int d = 0; d < rank; d++) {
        dims[d] = random.nextInt(4);
      }
      Shape shape = Shape.of(dims);
      int[] values = new int[(int) shape.elementCount()];
      for (int v = 0; v < values.length; v++) {
        values[v] = random.nextInt(100);
      }
      parts.add(new NamedTensor("x", bytes(shape, values)));
    }
    return parts;
  }

  /** As the split of an output: a view whose memory the whole owns. */
  private Tensor rows(Tensor whole, long first, long rows) {
    long[] dims = whole.shape().toArray();
    long rowBytes = dims[0] == 0 ? 0 : whole.elementCount() / dims[0];
    dims[0] = rows;
    open.incrementAndGet();
    return Tensor.unfilled(
        whole.datatype(),
        Shape.of(dims),
        whole.data().asSlice(first * rowBytes, rows * rowBytes),
        open::decrementAndGet);
  }

  private static void assertInside(Tensor part, Tensor whole, long row) {
    long[] index = new long[part.shape().rank()];
    for (long i = 0; i < part.elementCount(); i++) {
      long rest = i;
      for (int d = index.length - 1; d >= 0; d--) {
        index[d] = rest % part.shape().dim(d);
        rest /= part.shape().dim(d);
      }
      index[0] += row;
      long place = 0;
      for (int d = 0; d < index.length; d++) {
        place = place * whole.shape().dim(d) + index[d];
      }
      assertThat(whole.data().get(ValueLayout.JAVA_BYTE, place))
          .isEqualTo(part.data().get(ValueLayout.JAVA_BYTE, i));
    }
  }

  private static long fills(Tensor tensor) {
    long count = 0;
    for (byte each : data(tensor)) {
      count += each == FILL ? 1 : 0;
    }
    return count;
  }

  @Test
  void theRowsOfOneSequenceAreCutWithoutACopy() {
    Padding padding = identity(3, new Buckets.Any());
    try (Tensor one = bytes(Shape.of(1, 1, 2), 1, 2);
        Tensor other = bytes(Shape.of(1, 2, 2), 3, 4, 5, 6);
        Tensor joined = padding.join(0, List.of(one, other), allocator)) {
      int before = allocations.get();
      try (Tensor cut =
          padding.cut(
              new NamedTensor("y", rows(joined, 0, 1)),
              List.of(new NamedTensor("x", one)),
              List.of(new NamedTensor("x", joined)),
              allocator)) {
        assertThat(data(cut)).containsExactly(1, 2);
      }
      assertThat(allocations).hasValue(before);
    }
  }

  @Test
  void anOutputThatDoesNotFollowIsRefusedAndReleased() {
    Padding padding = identity(2, new Buckets.Any());
    try (Tensor one = bytes(Shape.of(1, 1), 1);
        Tensor run = bytes(Shape.of(1, 3), 1, 2, 3)) {
      for (Shape shape : List.of(Shape.of(1, 2), Shape.of(1), Shape.of(1, 3, 1))) {
        assertThatThrownBy(() ->
                padding.cut(
                    new NamedTensor("y", bytes(shape)),
                    List.of(new NamedTensor("x", one)),
                    List.of(new NamedTensor("x", run)),
                    allocator))
            .isInstanceOfSatisfying(
                ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
            .hasMessageContaining("the model gave output 'y' the shape " + shape);
      }
    }
  }

  private static NamedTensor named(String name, long... dims) {
    Shape shape = Shape.of(dims);
    return new NamedTensor(
        name, Tensor.ofHeap(DataType.INT8, shape, new byte[(int) shape.elementCount()]));
  }

  @Test
  void onlySizesOfOneBucketFit() {
    Padding padding = identity(2, new Buckets.PowersOfTwo());

    assertThat(padding.fit(List.of(named("x", 1, 5)), List.of(named("x", 3, 8)))).isTrue();
    assertThat(padding.fit(List.of(named("x", 1, 4)), List.of(named("x", 3, 8)))).isFalse();
  }

  private static Padding encoder() {
    return new PaddingRule(new Buckets.Any(), Map.of(), Map.of())
        .on(
            new ModelSignature(
                "fake",
                List.of(
                    new TensorSpec("ids", DataType.INT8, Shape.of(-1, -1)),
                    new TensorSpec("mask", DataType.INT8, Shape.of(-1, -1)),
                    new TensorSpec("scale", DataType.INT8, Shape.of(-1, 2))),
                List.of(new TensorSpec("pooled", DataType.INT8, Shape.of(-1, 4)))),
            new DimensionNames(
                List.of(List.of("n", "length"), List.of("n", "length"), List.of("n", "")),
                List.of()));
  }

  private static List<NamedTensor> encode(long ids, long mask) {
    return List.of(named("ids", 1, ids), named("mask", 1, mask), named("scale", 1, 2));
  }

  @Test
  void aRequestThatContradictsItselfIsNotFilledUp() {
    assertThat(encoder().fit(encode(3, 3), encode(5, 5))).isTrue();
    assertThat(encoder().fit(encode(3, 3), encode(5, 4))).isFalse();
    assertThat(encoder().fit(encode(3, 4), encode(5, 5))).isFalse();
  }

  @Test
  void outputsThatFollowNothingAreLeftAsTheyAre() {
    NamedTensor pooled = named("pooled", 1, 4);

    assertThat(encoder().cut(pooled, encode(1, 1), encode(2, 2), allocator))
        .isSameAs(pooled.tensor());
  }
}
