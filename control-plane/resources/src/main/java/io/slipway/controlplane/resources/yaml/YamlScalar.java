// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scalar, with the type that Kubernetes' YAML reader gives it (a dialect between YAML 1.1 and
 * 1.2: {@code yes} and {@code on} are booleans, {@code 0644} is octal, a date is text).
 *
 * @param text as written, without quotes and escapes
 */
public record YamlScalar(Position position, String text, Kind kind) implements YamlValue {
  private static final int LONGEST_SHOWN = 40;

  /** The JSON types of a scalar. */
  public enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  public YamlScalar {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(kind, "kind");
  }

  public boolean isNull() {
    return kind == Kind.NULL;
  }

  /** The value of an integer; null if this is none. */
  public @Nullable Long integer() {
    return kind == Kind.INTEGER ? ScalarTypes.integer(text) : null;
  }

  /** True for a number that JSON can say: infinities and NaN are not among them. */
  public boolean isFiniteNumber() {
    return switch (kind) {
      case INTEGER -> true;
      case FLOAT -> ScalarTypes.isFinite(text);
      case STRING, BOOLEAN, NULL -> false;
    };
  }

  /** The text, cut to a length that fits into a message. */
  public String shortText() {
    return shortened(text);
  }

  static String shortened(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  @Override
  public String describe() {
    return switch (kind) {
      case NULL -> "null";
      case STRING -> "the text \"" + shortText() + "\"";
      case INTEGER, FLOAT -> "the number " + shortText();
      case BOOLEAN -> "the boolean " + shortText();
    };
  }
}
