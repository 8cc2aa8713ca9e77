// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.TensorBytes;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Reads one tensor out of {@code InferTensorContents}: once to count, so that no memory is taken
 * for elements that are not there, and once to fill.
 */
final class TypedContents {
  private final ProtoReader in;
  private final List<TensorBytes.Part> parts;
  private final MemorySegment message;
  private final DataType datatype;
  private final Shape shape;
  private final String label;
  private final Contents wanted;

  private long elements;
  private long textBytes;

  /**
   * @param parts where the contents are; more than one if the message was written in pieces
   */
  private TypedContents(
      MemorySegment message,
      List<TensorBytes.Part> parts,
      DataType datatype,
      Shape shape,
      String label) {
    this.in = new ProtoReader(message);
    this.message = message;
    this.parts = parts;
    this.datatype = datatype;
    this.shape = shape;
    this.label = label;
    Contents contents = Contents.of(datatype);
    if (contents == null) {
      throw ServingException.invalid(
          "%s: %s has no typed contents (expected: raw contents)".formatted(label, datatype));
    }
    this.wanted = contents;
  }

  static Tensor read(
      MemorySegment message,
      List<TensorBytes.Part> parts,
      DataType datatype,
      Shape shape,
      String label,
      TensorAllocator allocator) {
    TypedContents contents = new TypedContents(message, parts, datatype, shape, label);
    contents.count();
    return contents.fill(allocator);
  }

  private void count() {
    forEachField((tag, contents) -> {
      if (contents != wanted) {
        throw ServingException.invalid(
            "%s has %s (expected: %s for %s)"
                .formatted(label, contents.wireName(), wanted.wireName(), datatype));
      }
      if ((tag & 7) == contents.wireType()) {
        elements++;
        if (contents == Contents.BYTES_CONTENTS) {
          textBytes += in.readPart().length();
        } else {
          in.skipField(tag);
        }
      } else {
        countPacked();
      }
    });
    long expected = shape.elementCount();
    if (elements != expected) {
      throw ServingException.invalid(
          "%s: %s has %d elements (expected: %d for shape %s)"
              .formatted(label, wanted.wireName(), elements, expected, shape));
    }
  }

  private void countPacked() {
    int outer = in.enter();
    while (!in.atEnd()) {
      skipElement();
      elements++;
    }
    in.leave(outer);
  }

  private void skipElement() {
    switch (wanted) {
      case FP32_CONTENTS -> in.skip(Integer.BYTES);
      case FP64_CONTENTS -> in.skip(Long.BYTES);
      default -> in.readVarint();
    }
  }

  private Tensor fill(TensorAllocator allocator) {
    Tensor tensor =
        datatype == DataType.BYTES
            ? allocator.allocate(datatype, shape, textBytes + Integer.BYTES * elements)
            : allocator.allocate(datatype, shape);
    boolean complete = false;
    try {
      Filling filling = new Filling(tensor.data());
      forEachField((tag, _) -> filling.field(tag));
      complete = true;
      return tensor;
    } finally {
      if (!complete) {
        tensor.close();
      }
    }
  }

  private interface FieldAction {
    void accept(int tag, Contents contents);
  }

  /** Visits every field that holds elements; the action reads it. */
  private void forEachField(FieldAction action) {
    for (TensorBytes.Part part : parts) {
      int outer = in.enter(part);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        Contents contents = Contents.ofField(tag >>> 3);
        int wireType = tag & 7;
        if (contents == null
            || (wireType != contents.wireType() && wireType != ProtoReader.BYTES)) {
          in.skipField(tag);
        } else {
          action.accept(tag, contents);
        }
      }
      in.leave(outer);
    }
  }

  /** The second pass, over what is known to be well formed. */
  private final class Filling {
    private final MemorySegment target;
    private long index;
    private long offset;

    Filling(MemorySegment target) {
      this.target = target;
    }

    void field(int tag) {
      if ((tag & 7) == wanted.wireType()) {
        element();
        return;
      }
      int outer = in.enter();
      while (!in.atEnd()) {
        element();
      }
      in.leave(outer);
    }

    private void element() {
      switch (datatype) {
        case BOOL -> target.set(ElementLayout.BYTE, index, (byte) (in.readBool() ? 1 : 0));
        case INT8 -> target.set(ElementLayout.BYTE, index, (byte) signed(8));
        case UINT8 -> target.set(ElementLayout.BYTE, index, (byte) unsigned(8));
        case INT16 -> target.set(ElementLayout.SHORT, 2 * index, (short) signed(16));
        case UINT16 -> target.set(ElementLayout.SHORT, 2 * index, (short) unsigned(16));
        case INT32, UINT32 -> target.set(ElementLayout.INT, 4 * index, (int) in.readVarint());
        case INT64, UINT64 -> target.set(ElementLayout.LONG, 8 * index, in.readVarint());
        case FP32 -> target.set(ElementLayout.INT, 4 * index, in.readFixed32());
        case FP64 -> target.set(ElementLayout.LONG, 8 * index, in.readFixed64());
        case BYTES -> text(in.readPart());
        case FP16, BF16 -> throw new IllegalStateException("refused by the constructor");
      }
      index++;
    }

    private void text(TensorBytes.Part part) {
      target.set(ElementLayout.INT, offset, part.length());
      offset += Integer.BYTES;
      MemorySegment.copy(message, part.offset(), target, offset, part.length());
      offset += part.length();
    }

    private int signed(int bits) {
      int value = (int) in.readVarint(); // int32: the upper half of the varint is sign
      int max = (1 << (bits - 1)) - 1;
      if (value < ~max || value > max) {
        throw wrong(String.valueOf(value), ~max, max);
      }
      return value;
    }

    private int unsigned(int bits) {
      int value = (int) in.readVarint();
      int max = (1 << bits) - 1;
      if (value < 0 || value > max) {
        throw wrong(Integer.toUnsignedString(value), 0, max);
      }
      return value;
    }

    private ServingException wrong(String value, int min, int max) {
      return ServingException.invalid(
          "%s: element %d is %s (expected: an integer from %d to %d for %s)"
              .formatted(label, index, value, min, max, datatype));
    }
  }

  /** Writes a tensor that has a typed form as the fields of its contents. */
  static void write(ProtoWriter out, Tensor tensor) {
    long count = tensor.elementCount();
    Contents contents = Contents.of(tensor.datatype());
    if (contents == null) {
      throw new IllegalArgumentException(tensor.datatype() + " has no typed contents");
    }
    MemorySegment data = tensor.data();
    if (contents == Contents.BYTES_CONTENTS) {
      long offset = 0;
      for (long i = 0; i < count; i++) {
        long length = BytesLayout.length(data, offset);
        out.repeatedBytes(contents.field(), data.asSlice(offset + Integer.BYTES, length));
        offset += Integer.BYTES + length;
      }
    } else if (count > 0) {
      out.message(contents.field(), packed -> writePacked(packed, tensor.datatype(), data, count));
    }
  }

  private static void writePacked(
      ProtoWriter out, DataType datatype, MemorySegment data, long count) {
    switch (datatype) {
      case FP32, FP64, BOOL -> out.bytes(data); // just as the tensor has them
      default -> {
        for (long i = 0; i < count; i++) {
          out.varint(integer(datatype, data, i));
        }
      }
    }
  }

  private static long integer(DataType datatype, MemorySegment data, long index) {
    return switch (datatype) {
      case INT8 -> data.get(ElementLayout.BYTE, index);
      case UINT8 -> data.get(ElementLayout.BYTE, index) & 0xFF;
      case INT16 -> data.get(ElementLayout.SHORT, 2 * index);
      case UINT16 -> data.get(ElementLayout.SHORT, 2 * index) & 0xFFFF;
      case INT32 -> data.get(ElementLayout.INT, 4 * index);
      case UINT32 -> data.get(ElementLayout.INT, 4 * index) & 0xFFFFFFFFL;
      case INT64, UINT64 -> data.get(ElementLayout.LONG, 8 * index);
      case BOOL, FP16, BF16, FP32, FP64, BYTES ->
          throw new IllegalArgumentException(datatype + " is not an integer");
    };
  }
}
