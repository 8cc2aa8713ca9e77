// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for labels and annotations. */
public final class LabelRules {
  private static final int ANNOTATION_BYTES = 256 * 1024;

  private LabelRules() {}

  public static void checkLabels(
      @Nullable JsonNode labels, FieldPath path, List<FieldError> errors) {
    if (labels == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      checkKey(label.getKey(), path, errors);
      if (isText(label.getValue(), path.key(label.getKey()), errors)) {
        String value = label.getValue().textValue();
        for (String problem : NameSyntax.labelValue(value)) {
          errors.add(FieldError.invalid(path, value, problem));
        }
      }
    }
  }

  public static void checkKey(String key, FieldPath path, List<FieldError> errors) {
    for (String problem : NameSyntax.qualifiedName(key)) {
      errors.add(FieldError.invalid(path, key, problem));
    }
  }

  public static void checkAnnotations(
      @Nullable JsonNode annotations, FieldPath path, List<FieldError> errors) {
    if (annotations == null) {
      return;
    }
    long bytes = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      String key = annotation.getKey();
      for (String problem : NameSyntax.qualifiedName(key.toLowerCase(Locale.ROOT))) {
        errors.add(FieldError.invalid(path, key, problem));
      }
      if (isText(annotation.getValue(), path.key(key), errors)) {
        bytes += NameSyntax.bytes(key) + NameSyntax.bytes(annotation.getValue().textValue());
      }
    }
    if (bytes > ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong(path, ANNOTATION_BYTES));
    }
  }

  private static boolean isText(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (!value.isTextual()) {
      errors.add(FieldError.typeInvalid(path, value, "must be a string"));
    }
    return value.isTextual();
  }
}
