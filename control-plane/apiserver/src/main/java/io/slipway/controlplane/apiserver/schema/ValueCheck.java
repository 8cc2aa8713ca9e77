// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.schema.Json.Kind;
import org.jspecify.annotations.Nullable;

/** The checks of a single value: its type, its choices, its text or number. */
final class ValueCheck {
  private ValueCheck() {}

  /** The first check: whether the value is of the type that is wanted. */
  static void type(SchemaNode schema, Kind kind, JsonNode value, Trail trail, Verdict verdict) {
    boolean typed = schema.type() != null || schema.intOrString();
    if (!typed && schema.format().isEmpty()) {
      return;
    }
    if (kind == Kind.NULL) {
      if (typed && !schema.nullable()) {
        verdict.add(Fault.type(trail, wanted(schema), "null"));
      } else {
        verdict.count();
      }
      return;
    }
    verdict.count();
    Fault fault = typeFault(schema, kind, value, trail);
    if (fault == null) {
      verdict.count();
    } else {
      verdict.add(fault);
    }
  }

  private static @Nullable Fault typeFault(
      SchemaNode schema, Kind kind, JsonNode value, Trail trail) {
    boolean fits = isOfType(schema, kind, value);
    boolean listOrText = kind == Kind.STRING || kind == Kind.ARRAY;
    boolean formatted = !schema.format().isEmpty();
    if (formatted && !listOrText && !fits) {
      return Fault.type(trail, schema.format(), formatOf(kind));
    }
    if (formatted && listOrText && !takesNumbers(schema)) {
      return null; // the format decides
    }
    return fits ? null : Fault.type(trail, wanted(schema), word(kind));
  }

  private static boolean isOfType(SchemaNode schema, Kind kind, JsonNode value) {
    if (schema.intOrString()) {
      return kind == Kind.STRING || isWhole(kind, value);
    }
    SchemaType type = schema.type();
    if (type == null) {
      return false;
    }
    return switch (type) {
      case ARRAY -> kind == Kind.ARRAY;
      case BOOLEAN -> kind == Kind.BOOLEAN;
      case INTEGER -> isWhole(kind, value);
      case NUMBER -> kind == Kind.INTEGER || kind == Kind.NUMBER;
      case OBJECT -> kind == Kind.OBJECT;
      case STRING -> kind == Kind.STRING;
    };
  }

  private static boolean isWhole(Kind kind, JsonNode value) {
    return kind == Kind.INTEGER || (kind == Kind.NUMBER && GoNumber.isWhole(value.doubleValue()));
  }

  private static boolean takesNumbers(SchemaNode schema) {
    return schema.intOrString()
        || schema.type() == SchemaType.INTEGER
        || schema.type() == SchemaType.NUMBER;
  }

  private static String wanted(SchemaNode schema) {
    if (schema.intOrString()) {
      return "integer,string";
    }
    SchemaType type = schema.type();
    return type == null ? "" : type.word();
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case NULL -> "null";
      case BOOLEAN -> "boolean";
      case INTEGER -> "integer";
      case NUMBER -> "number";
      case STRING -> "string";
      case ARRAY -> "array";
      case OBJECT -> "object";
    };
  }

  private static String formatOf(Kind kind) {
    return switch (kind) {
      case INTEGER -> "int64";
      case NUMBER -> "float64";
      case NULL, BOOLEAN, STRING, ARRAY, OBJECT -> "";
    };
  }

  /** Whether the value is one of the choices, if there are any. */
  static void choice(SchemaNode schema, Kind kind, JsonNode value, Trail trail, Verdict verdict) {
    if (schema.choices().isEmpty()) {
      return;
    }
    if (kind != Kind.NULL) {
      for (JsonNode choice : schema.choices()) {
        if (isSame(kind, value, choice)) {
          return;
        }
      }
    }
    verdict.add(Fault.choice(trail, value, schema.choices()));
  }

  private static boolean isSame(Kind kind, JsonNode value, JsonNode choice) {
    if ((kind == Kind.INTEGER || kind == Kind.NUMBER) && choice.isNumber()) {
      return value.doubleValue() == choice.doubleValue();
    }
    return JsonEquality.same(value, choice);
  }

  /** Length and pattern; the first that fails is told. */
  static void text(SchemaNode schema, JsonNode value, Trail trail, Verdict verdict) {
    Limits limits = schema.limits();
    String text = value.asText();
    if (limits != null && (limits.maxLength() != null || limits.minLength() != null)) {
      long length = text.codePointCount(0, text.length());
      if (limits.maxLength() != null && length > limits.maxLength()) {
        verdict.add(Fault.tooLong(trail, limits.maxLength()));
        return;
      }
      if (limits.minLength() != null && length < limits.minLength()) {
        String rule = "should be at least " + limits.minLength() + " chars long";
        verdict.add(Fault.invalid(trail, value, rule));
        return;
      }
    }
    if (!schema.pattern().isEmpty() && !schema.compiledPattern().matcher(text).find()) {
      verdict.add(Fault.invalid(trail, value, "should match '" + schema.pattern() + "'"));
    }
  }

  static void format(SchemaNode schema, JsonNode value, Trail trail, Verdict verdict) {
    String text = value.asText();
    if (!Formats.matches(schema.format(), text)) {
      verdict.add(Fault.type(trail, schema.format(), text));
    }
  }

  /** The range of the type, then the bounds. */
  static void number(SchemaNode schema, Kind kind, JsonNode value, Trail trail, Verdict verdict) {
    boolean fits =
        kind == Kind.INTEGER ? fits(schema, value.longValue()) : fits(schema, value.doubleValue());
    if (!fits) {
      verdict.add(outOfRange(schema, "Checked", trail));
    }
    Limits limits = schema.limits();
    if (limits == null) {
      return;
    }
    if (limits.multipleOf() != null) {
      multiple(kind, value, limits.multipleOf(), trail, verdict);
    }
    if (limits.minimum() != null) {
      Bound bound = new Bound(true, limits.exclusiveMinimum(), limits.minimum());
      bound(schema, kind, value, bound, trail, verdict);
    }
    if (limits.maximum() != null) {
      Bound bound = new Bound(false, limits.exclusiveMaximum(), limits.maximum());
      bound(schema, kind, value, bound, trail, verdict);
    }
  }

  private static boolean isInteger(SchemaNode schema) {
    return schema.type() == SchemaType.INTEGER && !schema.intOrString();
  }

  private static boolean fits(SchemaNode schema, long value) {
    return !schema.format().equals("int32") || value == (int) value;
  }

  private static boolean fits(SchemaNode schema, double value) {
    return switch (schema.format()) {
      case "int32" -> GoNumber.isWholeIn(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "float" -> Math.abs(value) <= Float.MAX_VALUE;
      default ->
          !isInteger(schema) || GoNumber.isWholeIn(value, Long.MIN_VALUE, Math.nextDown(0x1p63));
    };
  }

  private static Fault outOfRange(SchemaNode schema, String what, Trail trail) {
    String type = isInteger(schema) ? "integer" : "number";
    String format = schema.format();
    String as = format.isEmpty() ? " (default format)" : " with format " + format;
    return Fault.whole(what + " value must be of type " + type + as + " in " + trail.text());
  }

  private record Bound(boolean lower, boolean exclusive, double limit) {
    boolean holds(int comparison) {
      return (comparison == 0 && !exclusive) || (lower ? comparison > 0 : comparison < 0);
    }

    String words(String shown) {
      String than = exclusive ? " than " : " than or equal to ";
      return "should be " + (lower ? "greater" : "less") + than + shown;
    }
  }

  private static void bound(
      SchemaNode schema, Kind kind, JsonNode value, Bound bound, Trail trail, Verdict verdict) {
    double limit = bound.limit();
    boolean limitFits = fits(schema, limit);
    if (!limitFits) {
      String what = bound.lower() ? "Minimum boundary" : "Maximum boundary";
      verdict.add(outOfRange(schema, what, trail));
    }
    boolean whole = kind == Kind.INTEGER && limitFits;
    int comparison =
        whole
            ? Long.compare(value.longValue(), (long) limit)
            : Double.compare(value.doubleValue(), limit);
    if (!bound.holds(comparison)) {
      String shown = whole ? Long.toString((long) limit) : GoText.number(limit);
      verdict.add(Fault.invalid(trail, value, bound.words(shown)));
    }
  }

  private static void multiple(
      Kind kind, JsonNode value, double factor, Trail trail, Verdict verdict) {
    if (kind == Kind.INTEGER && (long) factor > 0) {
      long divisor = (long) factor;
      if (value.longValue() % divisor != 0) {
        JsonNode shown = LongNode.valueOf(value.longValue());
        verdict.add(Fault.invalid(trail, shown, "should be a multiple of " + divisor));
      }
      return;
    }
    double number = value.doubleValue();
    double quotient = factor < 1 ? 1 / factor * number : number / factor;
    if (!GoNumber.isWhole(quotient)) {
      verdict.add(Fault.invalid(trail, value, "should be a multiple of " + GoText.number(factor)));
    }
  }
}
