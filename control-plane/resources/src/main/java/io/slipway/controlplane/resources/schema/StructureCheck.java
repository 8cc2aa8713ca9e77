// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import io.slipway.controlplane.resources.schema.FieldError.Reason;
import io.slipway.controlplane.resources.schema.FieldType.Scalar;
import io.slipway.controlplane.resources.yaml.Position;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import io.slipway.controlplane.resources.yaml.YamlScalar.Kind;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a document against the table: are its fields known, of the right type, all there, and does
 * this home do what they ask for. What a value must be beyond its type is not checked here.
 */
public final class StructureCheck {
  private static final int LONGEST_SHOWN = 80;

  private final FieldTable table;
  private final FieldValidation validation;
  private final Findings findings;

  public StructureCheck(FieldTable table, FieldValidation validation, Findings findings) {
    this.table = table;
    this.validation = validation;
    this.findings = findings;
  }

  /** Checks a whole document against a type of the table. */
  public void check(YamlMap document, String typeName) {
    structure(document, table.type(typeName), "", FieldClass.HONOURED);
  }

  private void structure(YamlMap map, ObjectType type, String path, FieldClass outer) {
    for (Map.Entry<String, YamlMap.Entry> each : map.entries().entrySet()) {
      Field field = type.fields().get(each.getKey());
      if (field == null) {
        unknown(each.getValue().position(), path, each.getKey(), type);
      } else {
        field(field, each.getValue(), join(path, field.name()), outer);
      }
    }
    for (Field field : type.fields().values()) {
      if (field.required() && map.get(field.name()) == null) {
        findings.error(map.position(), join(path, field.name()), Reason.REQUIRED, "required");
      }
    }
  }

  private void unknown(Position position, String path, String name, ObjectType type) {
    if (validation == FieldValidation.IGNORE) {
      return;
    }
    String nearest = findings.isFull() ? null : NearestName.of(name, type.fields().keySet());
    String message = "unknown field" + (nearest == null ? "" : " (did you mean " + nearest + "?)");
    String shown = join(path, shown(name));
    if (validation == FieldValidation.STRICT) {
      findings.error(position, shown, Reason.UNKNOWN, message);
    } else {
      findings.ignored(position, shown, message);
    }
  }

  private void field(Field field, YamlMap.Entry entry, String path, FieldClass outer) {
    YamlValue value = entry.value();
    if (value instanceof YamlScalar scalar && scalar.isNull()) {
      return; // as if it were not there
    }
    FieldClass fieldClass = field.classIn(outer);
    if (outer == FieldClass.HONOURED && !asksForNothing(field, value)) {
      report(field, entry.position(), path, fieldClass);
    }
    value(value, field.type(), path, fieldClass);
  }

  private void report(Field field, Position position, String path, FieldClass fieldClass) {
    switch (fieldClass) {
      case HONOURED -> {}
      case NO_MEANING -> findings.ignored(position, path, field.reason());
      case REFUSED -> findings.unsupported(position, path, field.reason());
    }
  }

  private static boolean asksForNothing(Field field, YamlValue value) {
    if (value instanceof YamlList list) {
      return list.items().isEmpty();
    }
    if (value instanceof YamlMap map) {
      return field.type() instanceof FieldType.MapOf && map.entries().isEmpty();
    }
    return ((YamlScalar) value).text().equals(field.harmless());
  }

  /** No switch over types: linking one costs more at process start than reading a whole file. */
  private void value(YamlValue value, FieldType type, String path, FieldClass fieldClass) {
    boolean fits = true;
    if (type instanceof Scalar scalar) {
      fits = value instanceof YamlScalar given && fits(given, scalar);
    } else if (type instanceof FieldType.Choice choice) {
      fits =
          value instanceof YamlScalar given
              && given.kind() == Kind.STRING
              && choice.values().contains(given.text());
    } else if (type instanceof FieldType.ListOf listOf) {
      fits = list(value, listOf, path, fieldClass);
    } else if (type instanceof FieldType.MapOf mapOf) {
      fits = map(value, mapOf, path, fieldClass);
    } else if (type instanceof FieldType.Structure structure) {
      fits = value instanceof YamlMap;
      if (value instanceof YamlMap map) {
        structure(map, table.type(structure.typeName()), path, fieldClass);
      }
    }
    if (!fits) {
      wrongType(value, type, path);
    }
  }

  private boolean list(YamlValue value, FieldType.ListOf type, String path, FieldClass fieldClass) {
    if (!(value instanceof YamlList list)) {
      return false;
    }
    for (int i = 0; i < list.items().size(); i++) {
      value(list.items().get(i), type.item(), path + "[" + i + "]", fieldClass);
    }
    return true;
  }

  private boolean map(YamlValue value, FieldType.MapOf type, String path, FieldClass fieldClass) {
    if (!(value instanceof YamlMap map)) {
      return false;
    }
    for (Map.Entry<String, YamlMap.Entry> each : map.entries().entrySet()) {
      String at = path + "[" + shown(each.getKey()) + "]";
      value(each.getValue().value(), type.value(), at, fieldClass);
    }
    return true;
  }

  private static boolean fits(YamlScalar value, Scalar type) {
    return switch (type) {
      case STRING -> value.kind() == Kind.STRING;
      case BOOL -> value.kind() == Kind.BOOLEAN;
      case INT32 -> isInt32(value.integer());
      case INT64 -> value.integer() != null;
      case NUMBER -> value.isFiniteNumber();
      case QUANTITY ->
          value.isFiniteNumber() || (value.kind() == Kind.STRING && Quantity.isValid(value.text()));
      case NUMBER_OR_TEXT -> value.integer() != null || value.kind() == Kind.STRING;
    };
  }

  private static boolean isInt32(@Nullable Long value) {
    return value != null && value == value.intValue();
  }

  private void wrongType(YamlValue value, FieldType type, String path) {
    String message = "expected " + type.words() + ", found " + value.describe();
    if (type == Scalar.STRING && value instanceof YamlScalar scalar && !scalar.isNull()) {
      message += "; in quotes it is text: \"" + scalar.shortText() + "\"";
    }
    findings.error(value.position(), path, Reason.TYPE, message);
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "...";
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
