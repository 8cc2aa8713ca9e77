// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.codec.Utf8;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads the protobuf wire format field by field. A message inside the message is read between
 * {@link #enter()} and {@link #leave}. Unknown fields are skipped, groups are refused: no message
 * here ever had one. Everything wrong is an INVALID_ARGUMENT with the byte offset. Belongs to one
 * thread.
 */
public final class ProtoReader {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  private final MemorySegment bytes;
  private int position;
  private int limit;

  public ProtoReader(MemorySegment bytes) {
    this.bytes = bytes;
    this.limit = Math.toIntExact(bytes.byteSize());
  }

  /** A tag as it is on the wire, for {@code case} labels: {@code (field << 3) | wireType}. */
  public static int tag(int field, int wireType) {
    return (field << 3) | wireType;
  }

  public int position() {
    return position;
  }

  public boolean atEnd() {
    return position == limit;
  }

  /** The next field's tag, or 0 at the end of the message. */
  public int readTag() {
    if (position == limit) {
      return 0;
    }
    int at = position;
    long tag = readVarint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw malformed("field number " + (tag >>> 3) + " (expected: 1 to 536870911)", at);
    }
    return (int) tag;
  }

  public long readVarint() {
    int at = position;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == limit) {
        throw malformed("the message ends inside a varint", at);
      }
      byte b = bytes.get(ValueLayout.JAVA_BYTE, position++);
      if (shift == 63 && b > 1) {
        break;
      }
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("a varint of more than 64 bits", at);
  }

  public boolean readBool() {
    return readVarint() != 0;
  }

  public int readFixed32() {
    require(Integer.BYTES);
    int value = bytes.get(ElementLayout.INT, position);
    position += Integer.BYTES;
    return value;
  }

  public long readFixed64() {
    require(Long.BYTES);
    long value = bytes.get(ElementLayout.LONG, position);
    position += Long.BYTES;
    return value;
  }

  public String readString() {
    int length = readLength();
    byte[] text = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, text, 0, length);
    int wrong = Utf8.firstMalformed(text, 0, length);
    if (wrong >= 0) {
      throw malformed("a string that is not UTF-8", position + wrong);
    }
    position += length;
    return new String(text, StandardCharsets.UTF_8);
  }

  /** A copy of a bytes field. */
  public byte[] readBytes() {
    TensorBytes.Part part = readPart();
    return bytes.asSlice(part.offset(), part.length()).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Reads over a bytes field and says where it is. */
  public TensorBytes.Part readPart() {
    int length = readLength();
    TensorBytes.Part part = new TensorBytes.Part(position, length);
    position += length;
    return part;
  }

  /**
   * Goes into the message or packed field that is next, so that its end is the end.
   *
   * @return what {@link #leave} wants
   */
  public int enter() {
    int outer = limit;
    int length = readLength();
    limit = position + length;
    return outer;
  }

  /** Goes on behind the message that was entered. */
  public void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** As {@link #enter()}, for a part that was read over before. */
  public int enter(TensorBytes.Part part) {
    int outer = limit;
    position = part.offset();
    limit = position + part.length();
    return outer;
  }

  /** Skips {@code count} bytes. */
  public void skip(int count) {
    require(count);
    position += count;
  }

  /** Skips the value of a field that is not known. */
  public void skipField(int tag) {
    switch (tag & 7) {
      case VARINT -> readVarint();
      case FIXED64 -> skip(Long.BYTES);
      case BYTES -> readPart();
      case FIXED32 -> skip(Integer.BYTES);
      case 3, 4 -> throw malformed("field %d is a group".formatted(tag >>> 3), position);
      default ->
          throw malformed("field %d has wire type %d".formatted(tag >>> 3, tag & 7), position);
    }
  }

  private int readLength() {
    int at = position;
    long length = readVarint();
    if (length < 0 || length > limit - position) {
      throw malformed(
          "a length of %s (expected: at most %d)"
              .formatted(Long.toUnsignedString(length), limit - position),
          at);
    }
    return (int) length;
  }

  private void require(int count) {
    if (limit - position < count) {
      throw malformed("the message ends inside a value of %d bytes".formatted(count), position);
    }
  }

  private static ServingException malformed(String what, int at) {
    return ServingException.invalid("malformed protobuf: %s, at byte %d".formatted(what, at));
  }
}
