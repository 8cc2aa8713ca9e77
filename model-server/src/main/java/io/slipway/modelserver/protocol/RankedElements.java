// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.HalfFloat;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;

/** The elements of a numeric tensor by size. Borrows the tensor. */
final class RankedElements {
  /** As C's {@code %f} has it, which Triton writes. */
  private static final int DECIMALS = 6;

  private final DataType datatype;
  private final MemorySegment data;

  RankedElements(Tensor tensor) {
    this.datatype = tensor.datatype();
    this.data = tensor.data();
  }

  /**
   * Where the {@code count} largest of {@code length} elements are, counted from {@code begin}: the
   * largest first, equal ones in their order, NaN last.
   */
  int[] best(int begin, int length, int count) {
    Integer[] order = new Integer[length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, descending(begin));
    int[] best = new int[count];
    for (int i = 0; i < count; i++) {
      best[i] = order[i];
    }
    return best;
  }

  private Comparator<Integer> descending(int begin) {
    return switch (datatype) {
      case UINT64 -> (a, b) -> Long.compareUnsigned(integer(begin + b), integer(begin + a));
      case FP16, BF16, FP32, FP64 -> (a, b) -> Double.compare(rank(begin + b), rank(begin + a));
      case BOOL, UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64 ->
          (a, b) -> Long.compare(integer(begin + b), integer(begin + a));
      case BYTES -> throw notNumeric();
    };
  }

  private double rank(int index) {
    double value = real(index);
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value + 0.0;
  }

  /** The element as text. */
  String text(int index) {
    return switch (datatype) {
      case UINT64 -> Long.toUnsignedString(integer(index));
      case FP16, BF16, FP32, FP64 -> decimal(real(index));
      case BOOL, UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64 -> Long.toString(integer(index));
      case BYTES -> throw notNumeric();
    };
  }

  private static String decimal(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String text = new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    return text.startsWith("-") || Math.copySign(1, value) > 0 ? text : "-" + text;
  }

  private double real(int index) {
    return switch (datatype) {
      case FP16 -> HalfFloat.fromFp16(data.get(ElementLayout.SHORT, 2L * index));
      case BF16 -> HalfFloat.fromBf16(data.get(ElementLayout.SHORT, 2L * index));
      case FP32 -> data.get(ElementLayout.FLOAT, 4L * index);
      case FP64 -> data.get(ElementLayout.DOUBLE, 8L * index);
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES ->
          throw notNumeric();
    };
  }

  private long integer(int index) {
    return switch (datatype) {
      case BOOL, UINT8 -> data.get(ElementLayout.BYTE, index) & 0xFFL;
      case INT8 -> data.get(ElementLayout.BYTE, index);
      case UINT16 -> data.get(ElementLayout.SHORT, 2L * index) & 0xFFFFL;
      case INT16 -> data.get(ElementLayout.SHORT, 2L * index);
      case UINT32 -> data.get(ElementLayout.INT, 4L * index) & 0xFFFFFFFFL;
      case INT32 -> data.get(ElementLayout.INT, 4L * index);
      case UINT64, INT64 -> data.get(ElementLayout.LONG, 8L * index);
      case FP16, BF16, FP32, FP64, BYTES -> throw notNumeric();
    };
  }

  private IllegalStateException notNumeric() {
    return new IllegalStateException(datatype + " elements are not of this kind");
  }
}
