// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message's name and fields, in the order in which they are printed. Immutable. */
public final class MessageType implements FieldType {
  private final String name;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  MessageType(String name, List<Field> fields) {
    this.name = name;
    for (Field field : fields) {
      if (this.fields.put(field.name(), field) != null) {
        throw new IllegalArgumentException(name + " has two fields " + field.name());
      }
    }
  }

  public String name() {
    return name;
  }

  public List<Field> fields() {
    return List.copyOf(fields.values());
  }

  /**
   * @throws IllegalArgumentException if there is no such field: a mistake of the caller's
   */
  public Field field(String wanted) {
    Field field = fields.get(wanted);
    if (field == null) {
      throw new IllegalArgumentException(name + " has no field " + wanted);
    }
    return field;
  }

  @Nullable Field find(String wanted) {
    return fields.get(wanted);
  }

  /** By either of the names that JSON may have. */
  @Nullable Field findJson(String wanted) {
    Field field = fields.get(wanted);
    if (field != null) {
      return field;
    }
    for (Field each : fields.values()) {
      if (each.camelName().equals(wanted)) {
        return each;
      }
    }
    return null;
  }

  /** All fields, for messages. */
  String phrase() {
    return String.join(", ", fields.keySet());
  }

  @Override
  public String toString() {
    return Objects.toString(name);
  }
}
