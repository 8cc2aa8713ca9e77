// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with one field of an object, printed to the letter as Kubernetes prints
 * it, because people and tools know those lines.
 *
 * @param type what is wrong
 * @param field where
 * @param badValue the value that was refused; null if it is not to be shown
 * @param detail what was expected; may be empty
 */
public record FieldError(
    FieldErrorType type, String field, @Nullable JsonNode badValue, String detail) {

  public static FieldError invalid(FieldPath path, JsonNode value, String detail) {
    return new FieldError(FieldErrorType.INVALID, path.text(), value, detail);
  }

  public static FieldError invalid(FieldPath path, String value, String detail) {
    return invalid(path, TextNode.valueOf(value), detail);
  }

  public static FieldError typeInvalid(FieldPath path, JsonNode value, String detail) {
    return new FieldError(FieldErrorType.TYPE_INVALID, path.text(), value, detail);
  }

  public static FieldError required(FieldPath path, String detail) {
    return new FieldError(FieldErrorType.REQUIRED, path.text(), null, detail);
  }

  public static FieldError forbidden(FieldPath path, String detail) {
    return new FieldError(FieldErrorType.FORBIDDEN, path.text(), null, detail);
  }

  public static FieldError duplicate(FieldPath path, JsonNode value) {
    return new FieldError(FieldErrorType.DUPLICATE, path.text(), value, "");
  }

  public static FieldError notFound(FieldPath path, JsonNode value) {
    return new FieldError(FieldErrorType.NOT_FOUND, path.text(), value, "");
  }

  /** A value that is none of a closed list. */
  public static FieldError notSupported(FieldPath path, JsonNode value, List<String> supported) {
    StringBuilder detail = new StringBuilder();
    for (String each : supported) {
      detail.append(detail.isEmpty() ? "supported values: " : ", ").append(GoText.quote(each));
    }
    return new FieldError(FieldErrorType.NOT_SUPPORTED, path.text(), value, detail.toString());
  }

  /** A text longer than it may be; the text itself is not repeated. */
  public static FieldError tooLong(FieldPath path, int maxBytes) {
    return new FieldError(
        FieldErrorType.TOO_LONG,
        path.text(),
        null,
        "may not be more than " + maxBytes + (maxBytes == 1 ? " byte" : " bytes"));
  }

  public static FieldError tooMany(FieldPath path, int actual, int max) {
    return new FieldError(
        FieldErrorType.TOO_MANY,
        path.text(),
        IntNode.valueOf(actual),
        "must have at most " + max + (max == 1 ? " item" : " items"));
  }

  public static FieldError internal(FieldPath path, String detail) {
    return new FieldError(FieldErrorType.INTERNAL, path.text(), null, detail);
  }

  /** What is wrong without saying where: the message of a cause in a Status document. */
  public String body() {
    StringBuilder text = new StringBuilder(type.words());
    if (badValue != null && type.showsValue()) {
      text.append(": ").append(GoText.value(badValue));
    }
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  /** Where and what. */
  public String message() {
    return field + ": " + body();
  }

  /** All of them as one line: equal ones once, several in brackets; empty for none. */
  public static String message(List<FieldError> errors) {
    Set<String> lines = new LinkedHashSet<>();
    for (FieldError error : errors) {
      lines.add(error.message());
    }
    String joined = String.join(", ", lines);
    return lines.size() > 1 ? '[' + joined + ']' : joined;
  }
}
