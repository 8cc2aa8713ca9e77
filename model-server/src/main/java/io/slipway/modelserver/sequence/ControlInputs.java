// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.SequenceBatching.Control;
import io.slipway.modelserver.config.SequenceBatching.CorrelationId;
import io.slipway.modelserver.config.SequenceBatching.Flag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One input that tells a model where in their sequences the requests of a batch are. */
final class ControlInputs {
  private final Control control;
  private final TensorSpec spec;

  /**
   * @param spec of the model's file
   * @throws ServingException INVALID_ARGUMENT if the input is not as the configuration has it
   */
  ControlInputs(Control control, TensorSpec spec) {
    this.control = control;
    this.spec = spec;
    if (spec.datatype() != control.datatype()) {
      throw ServingException.invalid(
          "the control input '%s' has datatype %s in the configuration (expected: %s, as in the model file)"
              .formatted(spec.name(), control.datatype(), spec.datatype()));
    }
    for (int i = 0; i < spec.shape().rank(); i++) {
      if (spec.shape().dim(i) != 1 && spec.shape().dim(i) != -1) {
        throw ServingException.invalid(
            "the control input '%s' has the shape %s in the model file (expected: one element for a request)"
                .formatted(spec.name(), spec.shape()));
      }
    }
  }

  /**
   * Whether the model can be told this id.
   *
   * @throws ServingException INVALID_ARGUMENT if it takes integers and this is a text
   */
  void check(SequenceId id, String model) {
    if (control instanceof CorrelationId
        && control.datatype() != DataType.BYTES
        && id instanceof SequenceId.Text) {
      throw ServingException.invalid(
          "%s is %s, and model '%s' is told it as %s (expected: an integer over 0)"
              .formatted(SequencePlace.ID, id, model, control.datatype()));
    }
  }

  /** The input for requests at these places, each a row; a request without rows has one element. */
  NamedTensor of(List<SequencePlace> places) {
    long[] dims = new long[spec.shape().rank()];
    Arrays.fill(dims, 1);
    if (dims.length > 0) {
      dims[0] = places.size();
    }
    byte[] bytes =
        switch (control) {
          case Flag flag -> flags(flag, places);
          case CorrelationId id ->
              id.datatype() == DataType.BYTES ? texts(places) : numbers(places);
        };
    return new NamedTensor(spec.name(), Tensor.ofHeap(spec.datatype(), Shape.of(dims), bytes));
  }

  private static byte[] flags(Flag flag, List<SequencePlace> places) {
    byte[] bytes = new byte[places.size() * flag.datatype().byteSize()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (SequencePlace place : places) {
      boolean set =
          switch (flag.signal()) {
            case START -> place.start();
            case READY -> true; // only requests are run, no empty places
            case END -> place.end();
          };
      double value = set ? flag.whenTrue() : flag.whenFalse();
      switch (flag.datatype()) {
        case INT32 -> out.putInt((int) value);
        case FP32 -> out.putFloat((float) value);
        default -> out.put((byte) value);
      }
    }
    return bytes;
  }

  private byte[] numbers(List<SequencePlace> places) {
    byte[] bytes = new byte[places.size() * spec.datatype().byteSize()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (SequencePlace place : places) {
      long bits = place.id() instanceof SequenceId.Numeric(long number) ? number : 0;
      if (spec.datatype().byteSize() == Integer.BYTES) {
        out.putInt((int) bits); // the lower half, as in Triton
      } else {
        out.putLong(bits);
      }
    }
    return bytes;
  }

  private static byte[] texts(List<SequencePlace> places) {
    List<byte[]> texts = new ArrayList<>();
    for (SequencePlace place : places) {
      String text =
          switch (place.id()) {
            case SequenceId.Text(String value) -> value;
            case SequenceId.Numeric number -> number.toString();
          };
      texts.add(text.getBytes(UTF_8));
    }
    return BytesLayout.encode(texts);
  }
}
