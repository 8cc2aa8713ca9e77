// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;
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
  private final JsonText text;
  private int position;
  private int depth;
  private boolean fresh; // just after { or [

  public JsonReader(byte[] buf, int offset, int length) {
    this.buf = buf;
    this.start = offset;
    this.end = offset + length;
    this.position = offset;
    this.number = new JsonNumber(buf);
    this.text = new JsonText(buf, start, end);
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

  /** A place in the input to come back to, by {@link #reset}. */
  public record Mark(int position, int depth, boolean fresh) {}

  public Mark mark() {
    return new Mark(position, depth, fresh);
  }

  /** Goes back, also out of objects and arrays that were begun since. */
  public void reset(Mark mark) {
    position = mark.position();
    depth = mark.depth();
    fresh = mark.fresh();
  }

  /** Looks ahead: true if an object with this one key is next. Nothing is read. */
  public boolean isObjectOf(String onlyKey) {
    if (peek() != Kind.OBJECT) {
      return false;
    }
    Mark before = mark();
    beginObject();
    boolean alone = onlyKey.equals(nextKey());
    if (alone) {
      skipValue();
      alone = nextKey() == null;
    }
    reset(before);
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

  /**
   * Goes on in an array one element of which was just read, quicker than by {@link #nextElement()}
   * and {@link #readNumber()}: the next one, if it is a number that is written as most are. If
   * null, nothing was read, and those two go on.
   */
  @Nullable JsonNumber nextNumber() {
    int from = position;
    if (from >= end - 1 || buf[from] != ',') {
      return null;
    }
    from += buf[from + 1] == ' ' ? 2 : 1;
    int behind = number.scanUsual(from, end);
    if (behind <= 0) {
      return null;
    }
    position = behind;
    return number;
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
    return text.asString();
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
    position = text.read(position + 1);
  }

  public byte[] text() {
    return text.bytes();
  }

  public int textOffset() {
    return text.offset();
  }

  public int textLength() {
    return text.length();
  }

  /** False if {@link #text()} is a part of the input, which is good beyond the next call. */
  public boolean isTextCopied() {
    return text.isCopied();
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

  private ServingException malformed(String expected) {
    return MalformedJson.at(position, buf, start, end, expected);
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
}
