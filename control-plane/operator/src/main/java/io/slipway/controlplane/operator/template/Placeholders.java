// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills the places of containers that stand for a service's metadata: {@code {{.Name}}}, {@code
 * {{.Namespace}}}, {@code {{.Labels.key}}}, {@code {{.Annotations.key}}}. KServe has all of Go's
 * templates; what else is written is refused.
 */
final class Placeholders {
  private static final String LABELS = ".Labels.";
  private static final String ANNOTATIONS = ".Annotations.";

  private final ObjectKey service;
  private final Map<String, String> labels;
  private final Map<String, String> annotations;
  private final String runtime;

  Placeholders(
      ObjectKey service,
      Map<String, String> labels,
      Map<String, String> annotations,
      String runtime) {
    this.service = service;
    this.labels = labels;
    this.annotations = annotations;
    this.runtime = runtime;
  }

  /** The same JSON with every text filled. */
  Map<String, Object> fill(Map<String, Object> fields) throws UnservableException {
    Map<String, Object> filled = new LinkedHashMap<>();
    for (Map.Entry<String, Object> each : fields.entrySet()) {
      filled.put(each.getKey(), fillValue(each.getValue()));
    }
    return filled;
  }

  private Object fillValue(Object value) throws UnservableException {
    if (value instanceof String text) {
      return text.contains("{{") ? fillText(text) : text;
    }
    if (value instanceof List<?> list) {
      List<Object> filled = new ArrayList<>();
      for (Object item : list) {
        filled.add(fillValue(item));
      }
      return filled;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> filled = new LinkedHashMap<>();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        filled.put(String.valueOf(each.getKey()), fillValue(each.getValue()));
      }
      return filled;
    }
    return value;
  }

  private String fillText(String text) throws UnservableException {
    StringBuilder filled = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
      int close = text.indexOf("}}", open);
      if (close < 0) {
        throw refused(text.substring(open), "is not closed");
      }
      filled.append(text, at, open).append(valueOf(text.substring(open + 2, close).strip()));
      at = close + 2;
    }
    return filled.append(text, at, text.length()).toString();
  }

  private String valueOf(String expression) throws UnservableException {
    if (expression.equals(".Name")) {
      return service.name();
    }
    if (expression.equals(".Namespace")) {
      return service.namespace();
    }
    if (expression.startsWith(LABELS)) {
      return keyed(expression, labels, expression.substring(LABELS.length()));
    }
    if (expression.startsWith(ANNOTATIONS)) {
      return keyed(expression, annotations, expression.substring(ANNOTATIONS.length()));
    }
    throw refused(
        "{{" + expression + "}}",
        "is not known (expected: .Name, .Namespace, .Labels.KEY or .Annotations.KEY)");
  }

  private String keyed(String expression, Map<String, String> values, String key)
      throws UnservableException {
    String value = values.get(key);
    if (value == null) {
      throw refused("{{" + expression + "}}", "has no value: the service has no such key");
    }
    return value;
  }

  private UnservableException refused(String expression, String why) {
    return new UnservableException(
        "InvalidPredictorSpec", "runtime \"" + runtime + "\": " + expression + " " + why);
  }
}
