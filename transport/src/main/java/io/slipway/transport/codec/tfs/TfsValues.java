// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.grpc.ProtoReader;
import io.slipway.transport.codec.json.BytesBuilder;
import java.lang.foreign.MemorySegment;

/** Reads the elements of a {@code TensorProto} from the field of their type. For one tensor. */
final class TfsValues {
  /**
   * The largest tensor of which most elements may be left to repetition: a message of some bytes
   * must not take all memory.
   */
  private static final int MAX_REPEATED_BYTES = 1 << 20;

  private static final int FIRST_VALUE_FIELD = 5;
  private static final int LAST_VALUE_FIELD = 17;

  private final ProtoReader in;
  private final TfsType type;
  private final Shape shape;
  private final String label;
  private final long expected;
  private long count;

  TfsValues(ProtoReader in, TfsType type, Shape shape, String label) {
    this.in = in;
    this.type = type;
    this.shape = shape;
    this.label = label;
    this.expected = shape.elementCount();
  }

  /**
   * The tensor, which the caller owns.
   *
   * @param messageBytes how long the message is: an element takes one byte of it at least
   */
  Tensor read(int messageBytes, TensorAllocator allocator) {
    int elementBytes = Math.max(type.datatype().byteSize(), Integer.BYTES);
    if (expected > messageBytes && expected > MAX_REPEATED_BYTES / elementBytes) {
      throw ServingException.invalid(
          "%s: %d bytes do not hold the %d elements of shape %s, too many to be a repetition"
              .formatted(label, messageBytes, expected, shape));
    }
    return type == TfsType.DT_STRING ? strings(allocator) : numbers(allocator);
  }

  private Tensor strings(TensorAllocator allocator) {
    BytesBuilder elements = new BytesBuilder();
    byte[] last = {};
    for (int tag = nextTag(); tag != 0; tag = nextTag()) {
      require((tag & 7) == ProtoReader.BYTES, tag);
      last = in.readBytes();
      takePlace();
      elements.appendElement(last, 0, last.length);
    }
    if ((expected - count) * last.length > MAX_REPEATED_BYTES) {
      throw ServingException.invalid(label + ": the last string is repeated too often");
    }
    for (; count < expected; count++) {
      elements.appendElement(last, 0, last.length);
    }
    return elements.toTensor(DataType.BYTES, shape, allocator);
  }

  private Tensor numbers(TensorAllocator allocator) {
    Tensor tensor = allocator.allocate(type.datatype(), shape);
    boolean complete = false;
    try {
      MemorySegment target = tensor.data();
      for (int tag = nextTag(); tag != 0; tag = nextTag()) {
        if ((tag & 7) == ProtoReader.BYTES) {
          int outer = in.enter();
          while (!in.atEnd()) {
            readNumber(target);
          }
          in.leave(outer);
        } else {
          require((tag & 7) == wireType(), tag);
          readNumber(target);
        }
      }
      repeatLast(target);
      complete = true;
      return tensor;
    } finally {
      if (!complete) {
        tensor.close();
      }
    }
  }

  private int wireType() {
    return switch (type.datatype()) {
      case FP32 -> ProtoReader.FIXED32;
      case FP64 -> ProtoReader.FIXED64;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16 ->
          ProtoReader.VARINT;
      case BYTES -> ProtoReader.BYTES;
    };
  }

  /** The tag of the next values, 0 if there are no more. */
  private int nextTag() {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = tag >>> 3;
      if (field == type.valueField()) {
        return tag;
      }
      if (field >= FIRST_VALUE_FIELD && field <= LAST_VALUE_FIELD) {
        throw ServingException.invalid(
            "%s: has elements in field %d (expected: field %d, that of %s)"
                .formatted(label, field, type.valueField(), type));
      }
      in.skipField(tag);
    }
    return 0;
  }

  private void require(boolean right, int tag) {
    if (!right) {
      throw ServingException.invalid(
          "%s: the elements have wire type %d, which is not that of %s"
              .formatted(label, tag & 7, type));
    }
  }

  private void takePlace() {
    if (count == expected) {
      throw ServingException.invalid(
          "%s has more than the %d elements of shape %s".formatted(label, expected, shape));
    }
    count++;
  }

  private void readNumber(MemorySegment target) {
    takePlace();
    long index = count - 1;
    switch (type.datatype()) {
      case FP32 -> target.set(ElementLayout.INT, 4 * index, in.readFixed32());
      case FP64 -> target.set(ElementLayout.LONG, 8 * index, in.readFixed64());
      case BOOL -> target.set(ElementLayout.BYTE, index, (byte) (in.readBool() ? 1 : 0));
      case INT8 -> target.set(ElementLayout.BYTE, index, (byte) integer(Byte.MIN_VALUE, 127));
      case UINT8 -> target.set(ElementLayout.BYTE, index, (byte) integer(0, 0xFF));
      case INT16 ->
          target.set(ElementLayout.SHORT, 2 * index, (short) integer(Short.MIN_VALUE, 0x7FFF));
      case UINT16, FP16, BF16 ->
          target.set(ElementLayout.SHORT, 2 * index, (short) integer(0, 0xFFFF));
      case INT32 ->
          target.set(
              ElementLayout.INT, 4 * index, (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> target.set(ElementLayout.INT, 4 * index, (int) integer(0, 0xFFFFFFFFL));
      case INT64, UINT64 -> target.set(ElementLayout.LONG, 8 * index, in.readVarint());
      case BYTES -> throw new IllegalStateException("strings are read otherwise");
    }
  }

  private long integer(long least, long most) {
    long value = in.readVarint();
    if (value < least || value > most) {
      throw ServingException.invalid(
          "%s: element %d is %d (expected: %d to %d for %s)"
              .formatted(label, count - 1, value, least, most, type));
    }
    return value;
  }

  private void repeatLast(MemorySegment target) {
    long size = type.datatype().byteSize();
    if (count == 0) {
      target.fill((byte) 0);
      return;
    }
    MemorySegment last = target.asSlice((count - 1) * size, size);
    for (; count < expected; count++) {
      MemorySegment.copy(last, 0, target, count * size, size);
    }
  }
}
