// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import java.util.List;

/** The type of a field's value. */
public sealed interface FieldType {
  /** A single value. */
  enum Scalar implements FieldType {
    STRING("text"),
    BOOL("true or false"),
    INT32("a whole number"),
    INT64("a whole number"),
    NUMBER("a number"),
    QUANTITY("a quantity such as 500m, 1Gi or 2"),
    NUMBER_OR_TEXT("a whole number or text");

    private final String words;

    Scalar(String words) {
      this.words = words;
    }

    @Override
    public String words() {
      return words;
    }
  }

  /** Text out of a list. */
  record Choice(List<String> values) implements FieldType {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String words() {
      return "one of " + String.join(", ", values.stream().filter(v -> !v.isEmpty()).toList());
    }
  }

  /** A sequence. */
  record ListOf(FieldType item) implements FieldType {
    @Override
    public String words() {
      return "a list";
    }
  }

  /** A mapping with free keys. */
  record MapOf(FieldType value) implements FieldType {
    @Override
    public String words() {
      return "a mapping";
    }
  }

  /** A mapping with the fields of a type of the table. */
  record Structure(String typeName) implements FieldType {
    @Override
    public String words() {
      return "a mapping";
    }
  }

  /** Anything. */
  record Any() implements FieldType {
    @Override
    public String words() {
      return "any value";
    }
  }

  /** What an error message calls it: "expected ...". */
  String words();
}
