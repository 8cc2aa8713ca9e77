// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) value by value, in the order it is written. Strict, with one addition: the
 * numbers {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python and Triton write and
 * read. Duplicate keys are for the caller to judge.
 *
 * <p>Usage: look with {@link #peek()}, then call the method for what is there. Objects are walked
 * by {@code beginObject()} and {@code nextKey()} until it returns null, arrays by {@code
 * beginArray()} and {@code nextElement()} until it returns false. Everything wrong is an
 * INVALID_ARGUMENT with the byte offset. Belongs to one thread; does not change the bytes and may
 * point into them.
 */
public final class JsonReader {
  /** How deep objects and arrays may be nested, as in Triton. */
  public static final int MAX_DEPTH = 100;

  /** What comes next. */
  public enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("null"),
    END("the end of the input");

    private final String phrase;

    Kind(String phrase) {
      this.phrase = phrase;
    }

    /** The kind with its article, for messages. */
    public String phrase() {
      return phrase;
    }
  }

  private final byte[] buf;
  private final int start;
  private final int end;
  private final JsonNumber number;
  private int position;
  private int depth;
  private boolean fresh; // just after { or [

  private byte[] scratch = new byte[0];
  private byte[] text;
  private int textOffset;
  private int textLength;

  public JsonReader(byte[] buf, int offset, int length) {
    this.buf = buf;
    this.start = offset;
    this.end = offset + length;
    this.position = offset;
    this.number = new JsonNumber(buf);
    this.text = buf;
  }

  /** Where the next value begins, to come back to by {@link #seek}. */
  public int position() {
    skipWhitespace();
    return position - start;
  }

  /**
   * Goes to a value that was already read or skipped once. The caller goes back to where it was
   * before it goes on with the object or array around.
   */
  public void seek(int to) {
    position = start + to;
    fresh = false;
  }

  /** Bytes not read yet. */
  public int remaining() {
    return end - position;
  }

  public Kind peek() {
    skipWhitespace();
    if (position == end) {
      return Kind.END;
    }
    return switch (buf[position]) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'N', 'I' -> Kind.NUMBER;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> throw malformed("a value");
    };
  }

  /** Looks ahead: true if an object with this one key is next. Nothing is read. */
  public boolean isObjectOf(String onlyKey) {
    if (peek() != Kind.OBJECT) {
      return false;
    }
    int before = position;
    int level = depth;
    boolean freshBefore = fresh;
    beginObject();
    boolean alone = onlyKey.equals(nextKey());
    if (alone) {
      skipValue();
      alone = nextKey() == null;
    }
    position = before;
    depth = level;
    fresh = freshBefore;
    return alone;
  }

  public void beginObject() {
    begin('{', "an object");
  }

  /** The next key, its value being next; null once the object has ended. */
  public @Nullable String nextKey() {
    if (!next('}', "',' or '}'")) {
      return null;
    }
    if (position == end || buf[position] != '"') {
      throw malformed("a key");
    }
    String key = readString();
    expect(':', "':'");
    return key;
  }

  public void beginArray() {
    begin('[', "an array");
  }

  /** True if an element is next; false once the array has ended. */
  public boolean nextElement() {
    return next(']', "',' or ']'");
  }

  /** The next number, whose value is good until the next call. */
  public JsonNumber readNumber() {
    skipWhitespace();
    if (position == end) {
      throw malformed("a number");
    }
    byte first = buf[position];
    if (first == 'N') {
      return literal("NaN", Double.NaN);
    }
    if (first == 'I') {
      return literal("Infinity", Double.POSITIVE_INFINITY);
    }
    if (first == '-' && position + 1 < end && buf[position + 1] == 'I') {
      return literal("-Infinity", Double.NEGATIVE_INFINITY);
    }
    if (first != '-' && (first < '0' || first > '9')) {
      throw malformed("a number");
    }
    int behind = number.scan(position, end);
    if (behind < 0) {
      position = ~behind;
      throw malformed(buf[position - 1] == '0' ? "no digit after a leading 0" : "a digit");
    }
    position = behind;
    return number;
  }

  public boolean readBoolean() {
    skipWhitespace();
    if (position < end && buf[position] == 't') {
      word("true");
      return true;
    }
    if (position < end && buf[position] == 'f') {
      word("false");
      return false;
    }
    throw malformed("true or false");
  }

  public void readNull() {
    skipWhitespace();
    word("null");
  }

  public String readString() {
    readText();
    return new String(text, textOffset, textLength, StandardCharsets.UTF_8);
  }

  /**
   * Reads a string whose unescaped UTF-8 bytes are then found by {@link #text()}, {@link
   * #textOffset()} and {@link #textLength()}, until the next call.
   */
  public void readText() {
    skipWhitespace();
    if (position == end || buf[position] != '"') {
      throw malformed("a string");
    }
    int from = position + 1;
    position = plainText(from);
    text = buf;
    textOffset = from;
    textLength = position - from;
    if (buf[position] == '\\') {
      unescape(from);
    }
    position++;
  }

  public byte[] text() {
    return text;
  }

  public int textOffset() {
    return textOffset;
  }

  public int textLength() {
    return textLength;
  }

  /** Reads over the next value, checking it as if it were used. */
  public void skipValue() {
    switch (peek()) {
      case OBJECT -> {
        beginObject();
        while (nextKey() != null) {
          skipValue();
        }
      }
      case ARRAY -> {
        beginArray();
        while (nextElement()) {
          skipValue();
        }
      }
      case STRING -> readText();
      case NUMBER -> readNumber();
      case BOOLEAN -> readBoolean();
      case NULL -> readNull();
      case END -> throw malformed("a value");
    }
  }

  /** Checks that nothing but whitespace is left. */
  public void readEnd() {
    skipWhitespace();
    if (position != end) {
      throw malformed("the end of the JSON");
    }
  }

  /** What to throw when the bytes at the current position are not what must be there. */
  private ServingException malformed(String expected) {
    String found;
    if (position >= end) {
      found = "the end of the input";
    } else if (buf[position] > ' ' && buf[position] < 0x7F) {
      found = "'" + (char) buf[position] + "'";
    } else {
      found = "byte 0x%02X".formatted(buf[position]);
    }
    return ServingException.invalid(
        "malformed JSON at byte %d: found %s (expected: %s)"
            .formatted(position - start, found, expected));
  }

  private void skipWhitespace() {
    while (position < end) {
      byte b = buf[position];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      position++;
    }
  }

  private void begin(char open, String expected) {
    expect(open, expected);
    if (++depth > MAX_DEPTH) {
      position--;
      throw malformed("at most " + MAX_DEPTH + " levels of nesting");
    }
    fresh = true;
  }

  private boolean next(char close, String expected) {
    skipWhitespace();
    if (position < end && buf[position] == close) {
      position++;
      depth--;
      fresh = false;
      return false;
    }
    if (!fresh) {
      expect(',', expected);
      skipWhitespace();
      if (position < end && buf[position] == close) {
        throw malformed(close == '}' ? "a key" : "a value");
      }
    }
    fresh = false;
    return true;
  }

  private void expect(char wanted, String expected) {
    skipWhitespace();
    if (position == end || buf[position] != wanted) {
      throw malformed(expected);
    }
    position++;
  }

  private JsonNumber literal(String word, double value) {
    int from = position;
    word(word);
    number.literal(from, position, value);
    return number;
  }

  private void word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (position == end || buf[position] != word.charAt(i)) {
        throw malformed(word);
      }
      position++;
    }
  }

  /** The position of the quote or backslash that ends the plain characters from {@code from} on. */
  private int plainText(int from) {
    int i = from;
    while (i < end) {
      byte b = buf[i];
      if (b == '"' || b == '\\') {
        return i;
      }
      int step = b >= ' ' ? 1 : b < 0 ? Utf8.characterLength(buf, i, end) : 0;
      if (step == 0) {
        position = i;
        throw malformed(b < 0 ? "UTF-8" : "no control character in a string");
      }
      i += step;
    }
    position = end;
    throw malformed("'\"' at the end of the string");
  }

  /** Copies a string with escapes; {@code position} is at the first of them. */
  private void unescape(int from) {
    int length = 0;
    int copied = from;
    while (true) {
      int plain = position - copied;
      // an escape never yields more bytes than it is written with, so 6 more are enough
      if (scratch.length < length + plain + 6) {
        scratch = Arrays.copyOf(scratch, Math.max(64, 2 * (length + plain + 6)));
      }
      System.arraycopy(buf, copied, scratch, length, plain);
      length += plain;
      if (buf[position] == '"') {
        break;
      }
      position++;
      length = escape(length);
      copied = position;
      position = plainText(position);
    }
    text = scratch;
    textOffset = 0;
    textLength = length;
  }

  private int escape(int length) {
    if (position == end) {
      throw malformed("an escape");
    }
    byte plain =
        switch (buf[position]) {
          case '"', '\\', '/' -> buf[position];
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 0;
          default -> throw malformed("one of \" \\ / b f n r t u after a backslash");
        };
    position++;
    if (plain == 0) {
      return utf8(codePoint(), length);
    }
    scratch[length] = plain;
    return length + 1;
  }

  private int codePoint() {
    int first = position - 2;
    int unit = hex4();
    if (!Character.isSurrogate((char) unit)) {
      return unit;
    }
    if (Character.isHighSurrogate((char) unit)
        && end - position >= 2
        && buf[position] == '\\'
        && buf[position + 1] == 'u') {
      position += 2;
      int low = hex4();
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    position = first;
    throw malformed("a pair of surrogates");
  }

  private int hex4() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < end ? Character.digit(buf[position], 16) : -1;
      if (digit < 0) {
        throw malformed("four hexadecimal digits");
      }
      value = (value << 4) | digit;
      position++;
    }
    return value;
  }

  private int utf8(int point, int length) {
    int at = length;
    if (point < 0x80) {
      scratch[at++] = (byte) point;
    } else if (point < 0x800) {
      scratch[at++] = (byte) (0xC0 | (point >> 6));
      scratch[at++] = (byte) (0x80 | (point & 0x3F));
    } else {
      if (point < 0x10000) {
        scratch[at++] = (byte) (0xE0 | (point >> 12));
      } else {
        scratch[at++] = (byte) (0xF0 | (point >> 18));
        scratch[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      }
      scratch[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      scratch[at++] = (byte) (0x80 | (point & 0x3F));
    }
    return at;
  }
}
