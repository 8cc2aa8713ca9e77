// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.SequenceBatching.InitialState;
import io.slipway.modelserver.config.SequenceBatching.State;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An output of the model that is the next request's input, and what the first one has instead. */
final class StateTensor {
  private static final long MAX_BYTES = 1L << 30;

  private final State state;
  private final DataType datatype;
  private final Shape initialShape;
  private final byte[] initial;

  /**
   * @param input and {@code output}: of the model's file
   * @param batching whether the first dimension is the batch
   * @param file what the state begins with; null for zeros, or empty strings
   * @throws ServingException INVALID_ARGUMENT naming what does not fit
   */
  StateTensor(
      State state, TensorSpec input, TensorSpec output, boolean batching, byte @Nullable [] file) {
    this.state = state;
    this.datatype = input.datatype();
    if (output.datatype() != datatype
        || (state.datatype() != null && state.datatype() != datatype)) {
      throw ServingException.invalid(
          "the state from output '%s' to input '%s' has datatype %s in the configuration, and in the model file %s and %s (expected: one datatype)"
              .formatted(
                  state.output(),
                  state.input(),
                  state.datatype(),
                  output.datatype(),
                  input.datatype()));
    }
    if (output.shape().rank() != input.shape().rank()) {
      throw ServingException.invalid(
          "the state from output '%s' to input '%s' has the shape %s on one side and %s on the other (expected: as many dimensions)"
              .formatted(state.output(), state.input(), output.shape(), input.shape()));
    }
    this.initialShape = initialShape(state, input.shape(), batching);
    if (!input.shape().accepts(initialShape)) {
      throw ServingException.invalid(
          "the state of input '%s' begins with the shape %s%s (expected: one that fits %s, as in the model file)"
              .formatted(
                  state.input(),
                  initialShape,
                  batching ? ", the batch dimension included" : "",
                  input.shape()));
    }
    this.initial = file == null ? zeros() : fromFile(file);
  }

  private static Shape initialShape(State state, Shape file, boolean batching) {
    InitialState initial = state.initial();
    Shape dims = initial == null ? state.dims() : initial.dims();
    long[] concrete = dims == null ? file.toArray() : dims.toArray();
    if (dims != null && batching) {
      concrete = new long[dims.rank() + 1];
      System.arraycopy(dims.toArray(), 0, concrete, 1, dims.rank());
      concrete[0] = 1;
    }
    for (int i = 0; i < concrete.length; i++) {
      concrete[i] = concrete[i] < 0 ? 1 : concrete[i]; // as in Triton
    }
    return Shape.of(concrete);
  }

  private byte[] zeros() {
    int width = datatype.isFixedSize() ? datatype.byteSize() : Integer.BYTES;
    long elements = initialShape.elementCount();
    if (elements > MAX_BYTES / width) {
      throw ServingException.invalid(
          "the state of input '%s' has more than %d bytes".formatted(state.input(), MAX_BYTES));
    }
    return new byte[Math.toIntExact(elements * width)];
  }

  private byte[] fromFile(byte[] file) {
    int size = datatype.isFixedSize() ? zeros().length : file.length;
    byte[] bytes = file.length > size ? Arrays.copyOf(file, size) : file; // Triton takes as many
    try {
      Tensor.ofHeap(datatype, initialShape, bytes).close();
    } catch (IllegalArgumentException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "the initial_state of input '%s' has %s".formatted(state.input(), e.getMessage()),
          e);
    }
    return bytes;
  }

  String input() {
    return state.input();
  }

  String output() {
    return state.output();
  }

  /** What a sequence begins with; a new tensor over memory that all of them share. */
  Tensor initial() {
    return Tensor.ofHeap(datatype, initialShape, initial);
  }
}
