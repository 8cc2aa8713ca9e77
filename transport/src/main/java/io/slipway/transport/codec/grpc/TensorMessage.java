// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.codec.TensorShapes;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code InferInputTensor} and {@code InferOutputTensor}, which have the same fields. Holds what
 * was read of one until the raw contents, which stand at the end of the message around it, are
 * known.
 */
final class TensorMessage {
  private static final int NAME = 1;
  private static final int DATATYPE = 2;
  private static final int SHAPE = 3;
  private static final int PARAMETERS = 4;
  private static final int CONTENTS = 5;

  private final String kind;
  private String name = "";
  private String datatype = "";
  private final Dims dims = new Dims();
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final List<TensorBytes.Part> contents = new ArrayList<>(1);

  private TensorMessage(String kind) {
    this.kind = kind;
  }

  /**
   * Reads the message that is next.
   *
   * @param kind {@code input} or {@code output}, for messages
   */
  static TensorMessage read(ProtoReader in, String kind) {
    TensorMessage message = new TensorMessage(kind);
    int outer = in.enter();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      message.readField(in, tag);
    }
    in.leave(outer);
    return message;
  }

  private void readField(ProtoReader in, int tag) {
    switch (tag) {
      case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
      case (DATATYPE << 3) | ProtoReader.BYTES -> datatype = in.readString();
      case (SHAPE << 3) | ProtoReader.VARINT -> dims.add(in.readVarint());
      case (SHAPE << 3) | ProtoReader.BYTES -> dims.readPacked(in);
      case (PARAMETERS << 3) | ProtoReader.BYTES -> Parameters.readEntry(in, parameters);
      case (CONTENTS << 3) | ProtoReader.BYTES -> {
        TensorBytes.Part part = in.readPart();
        if (part.length() > 0) {
          contents.add(part);
        }
      }
      default -> in.skipField(tag);
    }
  }

  String label() {
    return kind + " '" + name + "'";
  }

  boolean hasContents() {
    return !contents.isEmpty();
  }

  boolean isShared() {
    return SharedPart.isNamedBy(parameters);
  }

  /**
   * The tensor in shared memory, which the caller owns.
   *
   * @param raw the raw contents in its place, which must be empty, or null if there are none
   */
  NamedTensor sharedTensor(
      TensorBytes.@Nullable Part raw, TensorAllocator allocator, @Nullable SharedMemory memory) {
    String label = label();
    if (hasContents() || (raw != null && raw.length() > 0)) {
      throw ServingException.invalid(
          label + " is in shared memory and has contents besides (expected: one of them)");
    }
    Shape shape = TensorShapes.concrete(dims.toArray(), label);
    DataType type = TensorShapes.datatype(datatype, label);
    return new NamedTensor(
        name,
        SharedPart.require(memory, label)
            .read(SharedPart.of(parameters, label), type, shape, label, allocator),
        parameters);
  }

  /**
   * The tensor, which the caller owns.
   *
   * @param raw its raw contents, or null if the message around has none
   */
  NamedTensor tensor(
      RequestBody message, TensorBytes.@Nullable Part raw, TensorAllocator allocator) {
    String label = label();
    Shape shape = TensorShapes.concrete(dims.toArray(), label);
    DataType type = TensorShapes.datatype(datatype, label);
    if (raw == null) {
      return new NamedTensor(
          name,
          TypedContents.read(message.bytes(), contents, type, shape, label, allocator),
          parameters);
    }
    if (hasContents()) {
      throw ServingException.invalid(
          label + " has contents beside the raw contents of the message (expected: one of them)");
    }
    return new NamedTensor(
        name, TensorBytes.tensor(message, raw, type, shape, label, allocator), parameters);
  }

  static void write(ProtoWriter out, int field, NamedTensor named, OutputContents form) {
    Tensor tensor = named.tensor();
    out.message(
        field,
        message -> {
          message.string(NAME, named.name());
          message.string(DATATYPE, tensor.datatype().name());
          if (tensor.shape().rank() > 0) {
            message.message(SHAPE, packed -> writeDims(packed, tensor.shape()));
          }
          Parameters.write(message, PARAMETERS, named.parameters());
          if (form == OutputContents.TYPED && !SharedPart.isNamedBy(named.parameters())) {
            message.message(CONTENTS, content -> TypedContents.write(content, tensor));
          }
        });
  }

  static void writeDims(ProtoWriter out, Shape shape) {
    for (int i = 0; i < shape.rank(); i++) {
      out.varint(shape.dim(i));
    }
  }

  /** The form that all of {@code tensors} can be written in: {@code wanted}, if it can be. */
  static OutputContents form(List<NamedTensor> tensors, OutputContents wanted) {
    for (NamedTensor named : tensors) {
      if (Contents.of(named.tensor().datatype()) == null) {
        return OutputContents.RAW;
      }
    }
    return wanted;
  }
}
