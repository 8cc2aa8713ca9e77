// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills the inputs of several requests up to one shape, and cuts the outputs back to what each
 * request's own would have been. Dimensions are filled up only to the largest of the run; those of
 * any size in the signature, except for the first. Immutable.
 */
public final class Padding {
  /** A dimension of an input. */
  record Axis(int input, int dimension) {
    long size(List<NamedTensor> inputs) {
      return inputs.get(input).tensor().shape().dim(dimension);
    }
  }

  /**
   * What is to be done with an input.
   *
   * @param any per dimension, whether it may be filled up
   */
  record PaddedInput(boolean[] any, FillValue value) {}

  private final Buckets buckets;

  /** By the signature's order; null where nothing is filled up. */
  private final List<@Nullable PaddedInput> inputs;

  /** Dimensions that the model's file calls by one name, which have one size in every request. */
  private final List<List<Axis>> equal;

  /** Per dimension, what its size follows, or null; without the outputs that follow nothing. */
  private final Map<String, @Nullable Axis[]> outputs;

  Padding(
      Buckets buckets,
      List<@Nullable PaddedInput> inputs,
      List<List<Axis>> equal,
      Map<String, @Nullable Axis[]> outputs) {
    this.buckets = buckets;
    this.inputs = inputs;
    this.equal = equal;
    this.outputs = outputs;
  }

  /** Whether an input may have to be filled up. */
  public boolean pads(int input) {
    return inputs.get(input) != null;
  }

  /**
   * Whether two requests may be in one run.
   *
   * @param one of each request all inputs, in the signature's order, checked against it
   */
  public boolean fit(List<NamedTensor> one, List<NamedTensor> other) {
    boolean same = true;
    for (int i = 0; i < one.size(); i++) {
      Shape first = one.get(i).tensor().shape();
      Shape second = other.get(i).tensor().shape();
      for (int d = 1; d < first.rank(); d++) {
        if (first.dim(d) != second.dim(d)) {
          if (!sameBucket(i, d, first, second)) {
            return false;
          }
          same = false;
        }
      }
    }
    return same || (consistent(one) && consistent(other));
  }

  private boolean sameBucket(int input, int dimension, Shape one, Shape other) {
    PaddedInput padded = inputs.get(input);
    return padded != null
        && padded.any()[dimension]
        && buckets.of(one.dim(dimension)) == buckets.of(other.dim(dimension));
  }

  /** A request that contradicts itself is for the model to refuse; filled up, it would pass. */
  private boolean consistent(List<NamedTensor> request) {
    for (List<Axis> axes : equal) {
      long size = axes.getFirst().size(request);
      for (Axis axis : axes) {
        if (axis.size(request) != size) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The rows of all parts, one after the other; the caller owns it.
   *
   * @param input one that {@linkplain #pads is padded}
   * @param parts borrowed; at least one, of requests that {@linkplain #fit fit}
   */
  public Tensor join(int input, List<Tensor> parts, TensorAllocator allocator) {
    PaddedInput padded = inputs.get(input);
    if (padded == null) {
      throw new IllegalArgumentException("input " + input + " is not padded");
    }
    Tensor first = parts.getFirst();
    long[] dims = first.shape().toArray();
    dims[0] = 0;
    boolean gaps = false;
    for (Tensor part : parts) {
      dims[0] += part.shape().dim(0);
      for (int d = 1; d < dims.length; d++) {
        gaps |= dims[d] != part.shape().dim(d);
        dims[d] = Math.max(dims[d], part.shape().dim(d));
      }
    }
    Shape shape = Shape.of(dims);
    Tensor whole = allocator.allocate(first.datatype(), shape);
    if (gaps) {
      padded.value().fill(whole.data());
    }
    copy(parts, whole);
    return whole;
  }

  private static void copy(List<Tensor> parts, Tensor whole) {
    int elementBytes = whole.datatype().byteSize();
    long rowBytes = rowBytes(whole.shape(), elementBytes);
    long row = 0;
    for (Tensor part : parts) {
      BoxCopy.between(part.shape(), whole.shape(), elementBytes)
          .copy(part.data(), 0, whole.data(), row * rowBytes);
      row += part.shape().dim(0);
    }
  }

  private static long rowBytes(Shape shape, int elementBytes) {
    long bytes = elementBytes;
    for (int d = 1; d < shape.rank(); d++) {
      bytes *= shape.dim(d);
    }
    return bytes;
  }

  /**
   * A request's part of an output, as it would be without the others.
   *
   * @param part the request's rows; taken over, also when this throws
   * @param own the request's inputs
   * @param run the inputs of the run
   * @throws ServingException INTERNAL if the output does not follow the inputs as it should
   */
  public Tensor cut(
      NamedTensor part, List<NamedTensor> own, List<NamedTensor> run, TensorAllocator allocator) {
    Tensor tensor = part.tensor();
    @Nullable Axis[] axes = outputs.get(part.name());
    if (axes == null) {
      return tensor;
    }
    boolean good = false;
    try {
      Shape shape = shape(part, axes, own, run);
      Tensor cut = shape.equals(tensor.shape()) ? tensor : cut(tensor, shape, allocator);
      good = true;
      return cut;
    } finally {
      if (!good) {
        tensor.close();
      }
    }
  }

  private static Shape shape(
      NamedTensor part, @Nullable Axis[] axes, List<NamedTensor> own, List<NamedTensor> run) {
    long[] dims = part.tensor().shape().toArray();
    if (dims.length != axes.length) {
      throw unexpected(part, axes.length + " dimensions");
    }
    for (int d = 1; d < dims.length; d++) {
      Axis axis = axes[d];
      if (axis != null) {
        if (dims[d] != axis.size(run)) {
          String input = run.get(axis.input()).name();
          throw unexpected(
              part,
              "%d in dimension %d, as dimension %d of input '%s'"
                  .formatted(axis.size(run), d, axis.dimension(), input));
        }
        dims[d] = axis.size(own);
      }
    }
    return Shape.of(dims);
  }

  private static ServingException unexpected(NamedTensor part, String expected) {
    return new ServingException(
        ErrorCode.INTERNAL,
        "the model gave output '%s' the shape %s for padded inputs (expected: %s)"
            .formatted(part.name(), part.tensor().shape(), expected));
  }

  private static Tensor cut(Tensor tensor, Shape shape, TensorAllocator allocator) {
    DataType datatype = tensor.datatype();
    if (isPrefix(tensor.shape(), shape)) {
      MemorySegment data = tensor.data().asSlice(0, shape.elementCount() * datatype.byteSize());
      return Tensor.unfilled(datatype, shape, data, tensor::close);
    }
    Tensor cut = allocator.allocate(datatype, shape);
    BoxCopy.between(tensor.shape(), shape, datatype.byteSize())
        .copy(tensor.data(), 0, cut.data(), 0);
    tensor.close();
    return cut;
  }

  /** Whether what is left lies at the beginning, in one piece: a row of a sequence, most often. */
  private static boolean isPrefix(Shape whole, Shape part) {
    int cut = 0;
    while (whole.dim(cut) == part.dim(cut)) {
      if (whole.dim(cut) > 1) {
        return false;
      }
      cut++;
    }
    for (int d = cut + 1; d < whole.rank(); d++) {
      if (whole.dim(d) != part.dim(d)) {
        return false;
      }
    }
    return true;
  }
}
