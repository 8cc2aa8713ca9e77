// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import io.slipway.transport.codec.modelconfig.EnumType;
import io.slipway.transport.codec.modelconfig.Field;
import io.slipway.transport.codec.modelconfig.FieldType;
import io.slipway.transport.codec.modelconfig.MessageType;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import io.slipway.transport.codec.modelconfig.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Triton's {@code ModelConfig} as JSON schemas, one for each message. */
final class ModelConfigSchemas {
  private static final Map<String, ObjectValue> ALL = all();

  private ModelConfigSchemas() {}

  /** Null if no message has this name. */
  static @Nullable ObjectValue find(String name) {
    return ALL.get(name);
  }

  private static Map<String, ObjectValue> all() {
    Map<String, ObjectValue> schemas = new HashMap<>();
    add(ModelConfigSchema.modelConfig(), schemas);
    return schemas;
  }

  private static void add(MessageType message, Map<String, ObjectValue> schemas) {
    Members properties = new Members();
    List<StringValue> always = new ArrayList<>();
    for (Field field : message.fields()) {
      properties.put(field.name(), schema(field));
      if (isAlwaysWritten(field)) {
        always.add(new StringValue(field.name()));
      }
      if (field.type() instanceof MessageType type && !schemas.containsKey(name(type))) {
        add(type, schemas);
      }
    }
    Members schema = Members.type("object").put("properties", properties.object());
    if (!always.isEmpty()) {
      schema.put("required", new ArrayValue(List.copyOf(always)));
    }
    schemas.put(name(message), schema.put("additionalProperties", false).object());
  }

  private static boolean isAlwaysWritten(Field field) {
    return field.cardinality() != Field.Cardinality.SINGULAR
        || (field.oneof() == null && !(field.type() instanceof MessageType));
  }

  private static ObjectValue schema(Field field) {
    ObjectValue one = schema(field.type());
    return switch (field.cardinality()) {
      case SINGULAR -> one;
      case REPEATED -> Members.type("array").put("items", one).object();
      case MAP -> Members.type("object").put("additionalProperties", one).object();
    };
  }

  private static ObjectValue schema(FieldType type) {
    return switch (type) {
      case MessageType message -> Members.schemaRef(name(message));
      case EnumType constants ->
          Members.type("string")
              .put(
                  "enum",
                  Members.strings(
                      constants.constants().stream().map(EnumType.Constant::name).toList()))
              .object();
      case ScalarType scalar ->
          switch (scalar) {
            case BOOL -> Members.type("boolean").object();
            case STRING -> Members.type("string").object();
            case INT32, INT64 -> Members.type("integer").object();
            case UINT32, UINT64 -> Members.type("integer").put("minimum", 0).object();
            case FLOAT, DOUBLE -> new Members().put("type", floatingPointTypes()).object();
          };
    };
  }

  /** Those that JSON has no number for are strings. */
  private static ArrayValue floatingPointTypes() {
    return Members.strings(List.of("number", "string"));
  }

  /** A name that no other schema has. */
  private static String name(MessageType message) {
    String name = message.name().replace(".", "");
    return name.startsWith("Model") ? name : "Model" + name;
  }
}
