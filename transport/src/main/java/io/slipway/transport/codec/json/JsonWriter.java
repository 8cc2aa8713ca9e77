// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.transport.memory.OutputBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON, without whitespace, to the end of an {@link OutputBuffer}. Commas are its own
 * affair; that keys and brackets match is the caller's. Floating point numbers have the fewest
 * digits that read back as the same value of their own width; those that JSON has no number for are
 * written {@code NaN}, {@code Infinity} and {@code -Infinity}, as Triton and Python do and read.
 *
 * <p>{@link #flush()} must be called at the end. Belongs to one thread; does not own the buffer.
 */
public final class JsonWriter {
  private static final int LONGEST_INTEGER = 20;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputBuffer out;

  /** Small, because it is made anew for every answer; larger answers pass it on piece by piece. */
  private final byte[] chunk = new byte[512];

  private int size;
  private boolean comma;

  public JsonWriter(OutputBuffer out) {
    this.out = out;
  }

  public void beginObject() {
    begin('{');
  }

  public void endObject() {
    end('}');
  }

  public void beginArray() {
    begin('[');
  }

  public void endArray() {
    end(']');
  }

  public void key(String key) {
    value(key);
    put(':');
    comma = false;
  }

  public void value(String text) {
    if (!plain(text)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      value(bytes, 0, bytes.length);
    }
  }

  /** Writes a short text of ASCII without escapes, as nearly all are; false if it is none. */
  private boolean plain(String text) {
    int length = text.length();
    if (length + 3 > chunk.length) {
      return false;
    }
    room(length + 3);
    int at = size;
    if (comma) {
      chunk[at++] = ',';
    }
    chunk[at++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        return false;
      }
      chunk[at++] = (byte) c;
    }
    chunk[at++] = '"';
    size = at;
    comma = true;
    return true;
  }

  /** A string of well-formed UTF-8. */
  public void value(byte[] utf8, int offset, int length) {
    separate();
    put('"');
    int copied = offset;
    for (int i = offset; i < offset + length; i++) {
      byte b = utf8[i];
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        put(utf8, copied, i - copied);
        escape(b);
        copied = i + 1;
      }
    }
    put(utf8, copied, offset + length - copied);
    put('"');
  }

  public void value(boolean value) {
    ascii(value ? "true" : "false");
  }

  public void value(long value) {
    if (value == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    separate();
    room(LONGEST_INTEGER);
    if (value < 0) {
      chunk[size++] = '-';
    }
    digits(Math.abs(value));
  }

  public void unsignedValue(long value) {
    separate();
    room(LONGEST_INTEGER);
    if (value < 0) {
      long tenth = Long.divideUnsigned(value, 10);
      digits(tenth);
      chunk[size++] = (byte) ('0' + (value - tenth * 10));
    } else {
      digits(value);
    }
  }

  public void value(float value) {
    if (!whole(value)) {
      ascii(Float.toString(value));
    }
  }

  public void value(double value) {
    if (!whole(value)) {
      ascii(Double.toString(value));
    }
  }

  public void nullValue() {
    ascii("null");
  }

  /** A value that is JSON already. */
  public void json(byte[] value) {
    separate();
    flush();
    out.writeBytes(value);
  }

  /** Passes everything on to the buffer. */
  public void flush() {
    out.writeBytes(chunk, 0, size);
    size = 0;
  }

  /** Small whole numbers, which are common, without making a string of them. */
  private boolean whole(double value) {
    int whole = (int) value;
    if (whole != value || Math.abs(whole) >= 1 << 20 || (whole == 0 && 1 / value < 0)) {
      return false;
    }
    value((long) whole);
    room(2);
    chunk[size++] = '.';
    chunk[size++] = '0';
    return true;
  }

  private void digits(long value) {
    int length = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      length++;
    }
    long rest = value;
    for (int i = size + length - 1; i >= size; i--) {
      chunk[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += length;
  }

  @SuppressWarnings("deprecation") // the low byte of each char is all there is to ASCII
  private void ascii(String text) {
    separate();
    int length = text.length();
    room(length);
    text.getBytes(0, length, chunk, size);
    size += length;
  }

  private void escape(byte b) {
    put('\\');
    switch (b) {
      case '"', '\\' -> put((char) b);
      case '\n' -> put('n');
      case '\r' -> put('r');
      case '\t' -> put('t');
      default -> {
        put('u');
        put('0');
        put('0');
        put((char) HEX[b >> 4]);
        put((char) HEX[b & 0xF]);
      }
    }
  }

  private void begin(char open) {
    separate();
    put(open);
    comma = false;
  }

  private void end(char close) {
    put(close);
    comma = true;
  }

  private void separate() {
    if (comma) {
      put(',');
    }
    comma = true;
  }

  private void put(char c) {
    room(1);
    chunk[size++] = (byte) c;
  }

  private void put(byte[] bytes, int offset, int length) {
    if (length > chunk.length - size) {
      flush();
      if (length > chunk.length) {
        out.writeBytes(bytes, offset, length);
        return;
      }
    }
    System.arraycopy(bytes, offset, chunk, size, length);
    size += length;
  }

  private void room(int length) {
    if (chunk.length - size < length) {
      flush();
    }
  }
}
