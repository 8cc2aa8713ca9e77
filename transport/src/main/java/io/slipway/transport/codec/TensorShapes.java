// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;

/** Shapes and datatypes as callers send them: anything may be wrong with them. */
public final class TensorShapes {
  /** More dimensions than any engine has a use for. */
  public static final int MAX_RANK = 64;

  private TensorShapes() {}

  /**
   * A concrete shape whose element count is a long.
   *
   * @throws ServingException INVALID_ARGUMENT if it is not, naming {@code label}
   */
  public static Shape concrete(long[] dims, String label) {
    if (dims.length > MAX_RANK) {
      throw ServingException.invalid(
          "%s: shape has %d dimensions (expected: at most %d)"
              .formatted(label, dims.length, MAX_RANK));
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        throw ServingException.invalid(
            "%s: dimension %d of the shape is %d (expected: >= 0)".formatted(label, i, dims[i]));
      }
    }
    Shape shape = Shape.of(dims);
    try {
      shape.elementCount();
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(label + ": " + e.getMessage());
    }
    return shape;
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if there is no such datatype, naming {@code label}
   */
  public static DataType datatype(String name, String label) {
    try {
      return DataType.parse(name);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(label + ": " + e.getMessage());
    }
  }
}
