// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldErrorType;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a value, before it is an error of the API.
 *
 * @param type what is wrong
 * @param path of the value; null if the fault is told of the object as a whole
 * @param value what to show
 * @param message the words of Kubernetes' validator, which also tell faults apart
 * @param detail what the error says beyond its type
 */
record Fault(
    FieldErrorType type,
    @Nullable String path,
    @Nullable JsonNode value,
    String message,
    String detail) {

  FieldError error(FieldPath base) {
    FieldPath field = path == null ? base : Trail.under(base, path);
    return new FieldError(type, field.text(), value, detail);
  }

  static Fault invalid(Trail trail, JsonNode value, String rule) {
    String path = trail.text();
    String message = path + " in body " + rule;
    return new Fault(FieldErrorType.INVALID, path, value, message, message);
  }

  /** Told of no single field. */
  static Fault whole(String message) {
    return new Fault(FieldErrorType.INVALID, null, TextNode.valueOf(""), message, message);
  }

  /** A value of another type, which is shown in place of the value. */
  static Fault type(Trail trail, String wanted, String actual) {
    String path = trail.text();
    String message = path + " in body must be of type " + wanted + ": " + GoText.quote(actual);
    return new Fault(FieldErrorType.TYPE_INVALID, path, TextNode.valueOf(actual), message, message);
  }

  static Fault required(Trail trail, String field) {
    String path = trail.missing(field);
    return new Fault(FieldErrorType.REQUIRED, path, null, path + " in body is required", "");
  }

  static Fault choice(Trail trail, JsonNode value, List<JsonNode> choices) {
    String path = trail.text();
    List<String> texts = new ArrayList<>(choices.size());
    for (JsonNode choice : choices) {
      texts.add(choice.isTextual() ? choice.textValue() : GoText.json(choice));
    }
    String detail = FieldError.notSupported(FieldPath.none(), value, texts).detail();
    String message = path + " in body should be one of " + texts;
    return new Fault(FieldErrorType.NOT_SUPPORTED, path, value, message, detail);
  }

  static Fault tooLong(Trail trail, long max) {
    String path = trail.text();
    String message = path + " in body should be at most " + max + " chars long";
    String detail = FieldError.tooLong(FieldPath.none(), (int) max).detail();
    return new Fault(FieldErrorType.TOO_LONG, path, null, message, detail);
  }

  static Fault tooMany(Trail trail, int actual, long max, String what) {
    String path = trail.text();
    String message = path + " in body should have at most " + max + " " + what;
    String detail = FieldError.tooMany(FieldPath.none(), actual, (int) max).detail();
    return new Fault(FieldErrorType.TOO_MANY, path, IntNode.valueOf(actual), message, detail);
  }

  /** Too few of something; the value shown is how many there are. */
  static Fault tooFew(Trail trail, int actual, String rule) {
    return invalid(trail, IntNode.valueOf(actual), rule);
  }

  static Fault nothingShown(Trail trail, String rule) {
    return invalid(trail, TextNode.valueOf(""), rule);
  }

  static Fault forbiddenProperty(Trail trail, String name) {
    String path = trail.text();
    String message = trail.missing(name) + " in body is a forbidden property";
    return new Fault(FieldErrorType.INVALID, path, TextNode.valueOf(name), message, message);
  }
}
