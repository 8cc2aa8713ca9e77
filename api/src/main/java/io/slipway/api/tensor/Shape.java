// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

import java.util.Arrays;

/**
 * The dimensions of a tensor, outermost first. In a signature a dimension may be -1 (any size); a
 * tensor's own shape is concrete. Immutable.
 */
public final class Shape {
  /** The shape of a single value. */
  public static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  /**
   * @throws IllegalArgumentException if a dimension is below -1
   */
  public static Shape of(long... dims) {
    for (long dim : dims) {
      if (dim < -1) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + " has the dimension " + dim + " (expected: >= -1)");
      }
    }
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int index) {
    return dims[index];
  }

  /** True if no dimension is -1. */
  public boolean isConcrete() {
    for (long dim : dims) {
      if (dim < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The product of the dimensions; 1 for a scalar.
   *
   * @throws IllegalArgumentException if the shape is not concrete or the product exceeds a long
   */
  public long elementCount() {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "shape " + this + " has no element count (-1 is any size)");
      }
      long high = Math.multiplyHigh(count, dim);
      count *= dim;
      if (high != 0 || count < 0) {
        throw new IllegalArgumentException("shape " + this + " has too many elements");
      }
    }
    return count;
  }

  /** True if {@code concrete} has this rank and equals this shape wherever this one is not -1. */
  public boolean accepts(Shape concrete) {
    if (concrete.dims.length != dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != -1 && dims[i] != concrete.dims[i]) {
        return false;
      }
    }
    return true;
  }

  public long[] toArray() {
    return dims.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As in JSON: {@code [1, 3, 224, 224]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
