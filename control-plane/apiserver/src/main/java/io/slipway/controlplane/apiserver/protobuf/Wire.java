// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one message, front to back; a value is read or skipped after its tag. */
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int MOST_BITS = 70;

  private final ByteBuffer in;
  private int number;
  private int form;

  Wire(byte[] message) {
    this.in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws MalformedMessageException {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = varint();
    number = (int) (tag >>> 3);
    form = (int) tag & 7;
    return true;
  }

  /** Of the field. */
  int number() {
    return number;
  }

  /** Whether the value is of bytes: a text, a message, or several numbers. */
  boolean isBytes() {
    return form == BYTES;
  }

  long whole() throws MalformedMessageException {
    expect(VARINT);
    return varint();
  }

  double floating() throws MalformedMessageException {
    expect(FIXED_64);
    need(Double.BYTES);
    return in.getDouble();
  }

  String text() throws MalformedMessageException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  byte[] bytes() throws MalformedMessageException {
    expect(BYTES);
    long length = varint();
    need(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  void skip() throws MalformedMessageException {
    switch (form) {
      case VARINT -> varint();
      case FIXED_64 -> skip(Long.BYTES);
      case FIXED_32 -> skip(Integer.BYTES);
      case BYTES -> bytes();
      default -> throw new MalformedMessageException("a field of the unknown form " + form);
    }
  }

  private void skip(int length) throws MalformedMessageException {
    need(length);
    in.position(in.position() + length);
  }

  private void expect(int wanted) throws MalformedMessageException {
    if (form != wanted) {
      throw new MalformedMessageException(
          "field " + number + " is of the form " + form + " (expected: " + wanted + ")");
    }
  }

  private void need(long length) throws MalformedMessageException {
    if (length < 0 || length > in.remaining()) {
      throw new MalformedMessageException("unexpected end of the message");
    }
  }

  private long varint() throws MalformedMessageException {
    long value = 0;
    for (int shift = 0; shift < MOST_BITS; shift += 7) {
      need(1);
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException("a number of more than 64 bits");
  }
}
