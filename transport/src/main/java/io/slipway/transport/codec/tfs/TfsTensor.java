// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.codec.TensorShapes;
import io.slipway.transport.codec.grpc.ProtoReader;
import io.slipway.transport.codec.grpc.ProtoWriter;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code TensorProto}. Its elements are all in {@code tensor_content}, or in the field of their
 * type; there, the last one stands for all that are missing, and none at all for zeros.
 */
final class TfsTensor {
  private static final int DTYPE = 1;
  private static final int SHAPE = 2;
  private static final int CONTENT = 4;

  private static final int SHAPE_DIM = 2;
  private static final int SHAPE_UNKNOWN_RANK = 3;
  private static final int DIM_SIZE = 1;

  private final RequestBody message;
  private final TensorBytes.Part part;
  private final String label;
  private long type;
  private long[] dims = {};
  private TensorBytes.@Nullable Part content;

  private TfsTensor(RequestBody message, TensorBytes.Part part, String name) {
    this.message = message;
    this.part = part;
    this.label = "input '" + name + "'";
  }

  /**
   * The tensor that is a part of a message; the caller owns it.
   *
   * @throws ServingException INVALID_ARGUMENT if it is malformed, or of a type that no model takes
   */
  static NamedTensor read(
      RequestBody message, TensorBytes.Part part, String name, TensorAllocator allocator) {
    TfsTensor tensor = new TfsTensor(message, part, name);
    tensor.readHead();
    return new NamedTensor(name, tensor.tensor(allocator));
  }

  private void readHead() {
    ProtoReader in = new ProtoReader(message.bytes());
    in.enter(part);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (DTYPE << 3) | ProtoReader.VARINT -> type = in.readVarint();
        case (SHAPE << 3) | ProtoReader.BYTES -> dims = readShape(in);
        case (CONTENT << 3) | ProtoReader.BYTES -> content = in.readPart();
        default -> in.skipField(tag);
      }
    }
  }

  private long[] readShape(ProtoReader in) {
    int outer = in.enter();
    List<Long> sizes = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((SHAPE_DIM << 3) | ProtoReader.BYTES)) {
        sizes.add(readDim(in));
        if (sizes.size() > TensorShapes.MAX_RANK) {
          throw ServingException.invalid(
              "%s: shape has more than %d dimensions".formatted(label, TensorShapes.MAX_RANK));
        }
      } else if (tag == ((SHAPE_UNKNOWN_RANK << 3) | ProtoReader.VARINT) && in.readBool()) {
        throw ServingException.invalid(label + ": the shape is of unknown rank");
      } else if (tag != ((SHAPE_UNKNOWN_RANK << 3) | ProtoReader.VARINT)) {
        in.skipField(tag);
      }
    }
    in.leave(outer);
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static long readDim(ProtoReader in) {
    int outer = in.enter();
    long size = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((DIM_SIZE << 3) | ProtoReader.VARINT)) {
        size = in.readVarint();
      } else {
        in.skipField(tag);
      }
    }
    in.leave(outer);
    return size;
  }

  private Tensor tensor(TensorAllocator allocator) {
    TfsType known = TfsType.ofNumber(type);
    if (known == null) {
      throw ServingException.invalid(
          "%s: dtype is %d, which no model here takes (expected: a number, boolean or string type)"
              .formatted(label, type));
    }
    Shape shape = TensorShapes.concrete(dims, label);
    if (content == null || content.length() == 0) {
      ProtoReader values = new ProtoReader(message.bytes());
      values.enter(part);
      return new TfsValues(values, known, shape, label).read(part.length(), allocator);
    }
    if (known == TfsType.DT_STRING) {
      throw ServingException.invalid(
          label + ": strings in tensor_content are not read (expected: string_val)");
    }
    return TensorBytes.tensor(message, content, known.datatype(), shape, label, allocator);
  }

  /** Writes a tensor with its elements in the field of their type, as TensorFlow Serving does. */
  static void write(ProtoWriter out, int field, Tensor tensor) {
    TfsType type = TfsType.of(tensor.datatype());
    out.message(
        field,
        proto -> {
          proto.oneVarint(DTYPE, type.number());
          proto.message(SHAPE, shape -> writeShape(shape, tensor.shape()));
          writeValues(proto, type.valueField(), tensor);
        });
  }

  /** As above, of a signature; -1 is any size. */
  static void writeShape(ProtoWriter out, Shape shape) {
    for (int i = 0; i < shape.rank(); i++) {
      long size = shape.dim(i);
      out.message(
          SHAPE_DIM,
          dim -> {
            if (size != 0) {
              dim.oneVarint(DIM_SIZE, size);
            }
          });
    }
  }

  private static void writeValues(ProtoWriter out, int field, Tensor tensor) {
    MemorySegment data = tensor.data();
    long count = tensor.elementCount();
    if (count == 0) {
      return;
    }
    switch (tensor.datatype()) {
      // packed, these are the very bytes of the tensor
      case BOOL, FP32, FP64 -> out.repeatedBytes(field, data);
      case BYTES -> {
        long offset = 0;
        for (long i = 0; i < count; i++) {
          long length = BytesLayout.length(data, offset);
          out.repeatedBytes(field, data.asSlice(offset + Integer.BYTES, length));
          offset += Integer.BYTES + length;
        }
      }
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, FP16, BF16 ->
          out.message(
              field,
              packed -> {
                for (long i = 0; i < count; i++) {
                  packed.varint(integer(tensor.datatype(), data, i));
                }
              });
    }
  }

  private static long integer(DataType datatype, MemorySegment data, long index) {
    return switch (datatype) {
      case INT8 -> data.get(ElementLayout.BYTE, index);
      case UINT8, BOOL -> data.get(ElementLayout.BYTE, index) & 0xFFL;
      case INT16 -> data.get(ElementLayout.SHORT, 2 * index);
      case UINT16, FP16, BF16 -> data.get(ElementLayout.SHORT, 2 * index) & 0xFFFFL;
      case INT32 -> data.get(ElementLayout.INT, 4 * index);
      case UINT32 -> data.get(ElementLayout.INT, 4 * index) & 0xFFFFFFFFL;
      case INT64, UINT64 -> data.get(ElementLayout.LONG, 8 * index);
      case FP32, FP64, BYTES -> throw new IllegalArgumentException(datatype + " is no integer");
    };
  }
}
