// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.transport.codec.modelconfig.EnumType.Constant;
import io.slipway.transport.codec.modelconfig.Field.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads message types from a table, a line each:
 *
 * <pre>
 * enum NAME CONSTANT...              numbered from 0
 * message NAME
 * FIELD NUMBER TYPE [oneof GROUP]
 * FIELD NUMBER repeated TYPE
 * FIELD NUMBER map KEY TYPE
 * </pre>
 *
 * A type is defined before it is used, so that no message can contain itself.
 */
final class Schema {
  private final Map<String, FieldType> types = new HashMap<>();
  private @Nullable String message;
  private List<Field> fields = new ArrayList<>();

  private Schema() {
    for (ScalarType scalar : ScalarType.values()) {
      types.put(scalar.name().toLowerCase(Locale.ROOT), scalar);
    }
  }

  /** The message type that is defined last. */
  static MessageType parse(String table) {
    Schema schema = new Schema();
    MessageType last = null;
    for (String line : table.split("\n", -1)) {
      if (!line.isBlank()) {
        last = orElse(schema.line(line.strip().split(" +", -1)), last);
      }
    }
    last = orElse(schema.endMessage(), last);
    if (last == null) {
      throw new IllegalArgumentException("the table defines no message");
    }
    return last;
  }

  private static @Nullable MessageType orElse(
      @Nullable MessageType type, @Nullable MessageType otherwise) {
    return type == null ? otherwise : type;
  }

  private @Nullable MessageType line(String[] words) {
    return switch (words[0]) {
      case "message" -> {
        MessageType ended = endMessage();
        message = words[1];
        yield ended;
      }
      case "enum" -> {
        MessageType ended = endMessage();
        List<Constant> constants = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
          constants.add(new Constant(words[i], i - 2));
        }
        types.put(words[1], new EnumType(words[1], constants));
        yield ended;
      }
      default -> {
        fields.add(field(words));
        yield null;
      }
    };
  }

  private @Nullable MessageType endMessage() {
    if (message == null) {
      return null;
    }
    MessageType type = new MessageType(message, fields);
    types.put(message, type);
    message = null;
    fields = new ArrayList<>();
    return type;
  }

  private Field field(String[] words) {
    String name = words[0];
    int number = Integer.parseInt(words[1]);
    return switch (words[2]) {
      case "repeated" -> new Field(name, number, Cardinality.REPEATED, null, type(words[3]), null);
      case "map" ->
          new Field(
              name, number, Cardinality.MAP, (ScalarType) type(words[3]), type(words[4]), null);
      default ->
          new Field(
              name,
              number,
              Cardinality.SINGULAR,
              null,
              type(words[2]),
              words.length > 3 ? words[4] : null);
    };
  }

  private FieldType type(String name) {
    FieldType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("the type " + name + " is used before it is defined");
    }
    return type;
  }
}
