// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Tensors of several requests in one, and back: joined and split along the first dimension. */
public final class TensorBatch {
  private TensorBatch() {}

  /** Whether two tensors can be parts of one. */
  public static boolean fit(Tensor one, Tensor other) {
    return one.datatype() == other.datatype() && sameRows(one.shape(), other.shape());
  }

  private static boolean sameRows(Shape one, Shape other) {
    if (one.rank() != other.rank()) {
      return false;
    }
    for (int i = 1; i < one.rank(); i++) {
      if (one.dim(i) != other.dim(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A copy of all parts, one after the other; the caller owns it.
   *
   * @param parts borrowed; at least one, of at least one dimension, {@linkplain #fit fitting}
   */
  public static Tensor join(List<Tensor> parts, TensorAllocator allocator) {
    long rows = 0;
    long bytes = 0;
    for (Tensor part : parts) {
      rows += part.shape().dim(0);
      bytes += part.data().byteSize();
    }
    Tensor first = parts.getFirst();
    Tensor whole = allocator.allocate(first.datatype(), withRows(first.shape(), rows), bytes);
    long offset = 0;
    for (Tensor part : parts) {
      MemorySegment data = part.data();
      MemorySegment.copy(data, 0, whole.data(), offset, data.byteSize());
      offset += data.byteSize();
    }
    return whole;
  }

  /** A copy; the caller owns it. */
  public static Tensor copy(Tensor tensor, TensorAllocator allocator) {
    MemorySegment data = tensor.data();
    Tensor copy = allocator.allocate(tensor.datatype(), tensor.shape(), data.byteSize());
    MemorySegment.copy(data, 0, copy.data(), 0, data.byteSize());
    return copy;
  }

  /**
   * Parts of so many rows, in the memory of {@code whole}, which is given back when the last of
   * them is closed. Takes {@code whole} over, also when it throws.
   *
   * @param name of the tensor, for messages
   * @throws ServingException INTERNAL if the parts do not make up the whole
   */
  public static List<Tensor> split(String name, Tensor whole, long[] rows) {
    long sum = 0;
    for (long each : rows) {
      sum += each;
    }
    if (whole.shape().rank() == 0 || whole.shape().dim(0) != sum) {
      Shape shape = whole.shape();
      whole.close();
      throw new ServingException(
          ErrorCode.INTERNAL,
          "the model gave output '%s' the shape %s for a batch of %d (expected: a first dimension of that size)"
              .formatted(name, shape, sum));
    }
    if (rows.length == 1) {
      return List.of(whole);
    }
    AtomicInteger open = new AtomicInteger(rows.length);
    Runnable release =
        () -> {
          if (open.decrementAndGet() == 0) {
            whole.close();
          }
        };
    List<Tensor> parts = new ArrayList<>(rows.length);
    long offset = 0;
    for (long each : rows) {
      Shape shape = withRows(whole.shape(), each);
      long bytes = bytes(whole, offset, shape);
      MemorySegment data = whole.data().asSlice(offset, bytes);
      parts.add(Tensor.unfilled(whole.datatype(), shape, data, release));
      offset += bytes;
    }
    return parts;
  }

  private static long bytes(Tensor whole, long offset, Shape shape) {
    long elements = shape.elementCount();
    if (whole.datatype().isFixedSize()) {
      return elements * whole.datatype().byteSize();
    }
    long end = offset;
    for (long i = 0; i < elements; i++) {
      end += Integer.BYTES + BytesLayout.length(whole.data(), end);
    }
    return end - offset;
  }

  private static Shape withRows(Shape shape, long rows) {
    long[] dims = shape.toArray();
    dims[0] = rows;
    return Shape.of(dims);
  }
}
