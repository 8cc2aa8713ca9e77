// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.Utf8;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.ConstantValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import io.slipway.transport.codec.modelconfig.Field.Cardinality;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf's text format, as in {@code config.pbtxt}. Accepts what protobuf's own parser
 * does: both kinds of braces, lists, comments, adjacent strings, commas and semicolons between
 * fields, enums by name or number. As there, a singular field may be set once, and one member of a
 * oneof.
 */
public final class TextReader {
  /** How long a text may be. */
  public static final int MAX_BYTES = 1 << 20;

  /** How many values a text may hold. */
  static final int MAX_VALUES = 10_000;

  private final TextScanner in;
  private final TextLiterals literals;
  private int values;

  private TextReader(String source, String text) {
    this.in = new TextScanner(source, text);
    this.literals = new TextLiterals(in);
  }

  /**
   * @param source what the text is called in messages, e.g. the file's path
   * @throws ServingException INVALID_ARGUMENT with source, line and column
   */
  public static ConfigMessage read(MessageType type, String source, byte[] text) {
    if (text.length > MAX_BYTES) {
      throw ServingException.invalid(
          "%s has %d bytes (expected: at most %d)".formatted(source, text.length, MAX_BYTES));
    }
    int malformed = Utf8.firstMalformed(text, 0, text.length);
    if (malformed >= 0) {
      throw ServingException.invalid("%s is not UTF-8 at byte %d".formatted(source, malformed));
    }
    TextReader reader = new TextReader(source, new String(text, StandardCharsets.UTF_8));
    return reader.fields(type, '\0');
  }

  /** The fields up to the closing brace, or up to the end. */
  private ConfigMessage fields(MessageType type, char close) {
    ConfigMessage.Builder message = ConfigMessage.builder(type);
    while (!(close == '\0' ? in.kind() == TextScanner.Kind.END : in.at(close))) {
      if (in.kind() != TextScanner.Kind.NAME) {
        throw in.unexpected(close == '\0' ? "a field" : "a field or '" + close + "'");
      }
      Field field = type.find(in.text());
      if (field == null) {
        throw in.wrong(
            in.position(),
            "%s has no field '%s' (expected one of %s)".formatted(type, in.text(), type.phrase()));
      }
      field(message, field);
      if (!in.accept(',')) {
        in.accept(';');
      }
    }
    if (close != '\0') {
      in.advance();
    }
    return message.build();
  }

  private void field(ConfigMessage.Builder message, Field field) {
    Position position = in.position();
    checkUnset(message, field, position);
    in.advance();
    boolean colon = in.accept(':');
    if (!colon && !(field.type() instanceof MessageType || field.key() != null)) {
      throw in.unexpected("':' after " + field.name());
    }
    if (field.cardinality() != Cardinality.SINGULAR && in.accept('[')) {
      if (in.accept(']')) {
        return;
      }
      do {
        element(message, field, in.position());
      } while (in.accept(','));
      if (!in.accept(']')) {
        throw in.unexpected("',' or ']'");
      }
      return;
    }
    element(message, field, position);
  }

  private void checkUnset(ConfigMessage.Builder message, Field field, Position position) {
    if (field.cardinality() == Cardinality.SINGULAR && message.has(field)) {
      throw in.wrong(position, "field '%s' is set twice".formatted(field.name()));
    }
    Field rival = message.rival(field);
    if (rival != null) {
      throw in.wrong(
          position,
          "field '%s' is set besides '%s' (expected: one of them)"
              .formatted(field.name(), rival.name()));
    }
  }

  private void element(ConfigMessage.Builder message, Field field, Position position) {
    if (field.key() == null) {
      message.add(field, null, value(field, field.type()), position);
      return;
    }
    char close = open(field);
    ConfigValue key = null;
    ConfigValue value = null;
    while (!in.at(close)) {
      String part = in.kind() == TextScanner.Kind.NAME ? in.text() : "";
      if (!part.equals("key") && !part.equals("value")) {
        throw in.unexpected("key or value");
      }
      Position at = in.position();
      in.advance();
      boolean colon = in.accept(':');
      FieldType type = part.equals("key") ? field.key() : field.type();
      if (!colon && !(type instanceof MessageType)) {
        throw in.unexpected("':' after " + part);
      }
      if ((part.equals("key") ? key : value) != null) {
        throw in.wrong(at, "'%s' is set twice".formatted(part));
      }
      if (part.equals("key")) {
        key = value(field, type);
      } else {
        value = value(field, type);
      }
      if (!in.accept(',')) {
        in.accept(';');
      }
    }
    in.advance();
    message.add(
        field,
        key == null ? ConfigValue.unset(field.key()) : key,
        value == null ? ConfigValue.unset(field.type()) : value,
        position);
  }

  /** Steps over the opening brace and returns the closing one. */
  private char open(Field field) {
    if (in.accept('{')) {
      return '}';
    }
    if (in.accept('<')) {
      return '>';
    }
    throw in.unexpected("'{' after " + field.name());
  }

  private ConfigValue value(Field field, FieldType type) {
    if (++values > MAX_VALUES) {
      throw in.wrong(in.position(), "more than " + MAX_VALUES + " values");
    }
    return switch (type) {
      case MessageType message -> new MessageValue(fields(message, open(field)));
      case EnumType constants -> new ConstantValue(literals.constant(field, constants));
      case ScalarType scalar -> literals.scalar(field, scalar);
    };
  }
}
