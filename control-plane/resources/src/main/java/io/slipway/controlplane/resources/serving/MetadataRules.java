// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import java.util.Locale;
import java.util.Map;

/** Names, labels and annotations, as Kubernetes and KServe allow them. */
final class MetadataRules {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;
  private static final int ANNOTATIONS_CHARS = 256 << 10;

  private MetadataRules() {}

  static void check(Scope metadata) {
    name(metadata);
    String namespace = metadata.textOrEmpty("namespace");
    if (!namespace.isEmpty() && !isDnsLabel(namespace)) {
      metadata.invalid(
          "namespace",
          quoted(namespace)
              + " (expected: at most 63 lower-case letters, digits and \"-\", the first and last"
              + " a letter or digit)");
    }
    Scope labels = metadata.child("labels");
    if (labels != null) {
      labels(labels);
    }
    Scope annotations = metadata.child("annotations");
    if (annotations != null) {
      annotations(annotations);
    }
  }

  private static void name(Scope metadata) {
    String name = metadata.map().text("name");
    if (name == null) {
      if (!metadata.has("name")) {
        metadata.required("name", "required");
      }
    } else if (!isServiceName(name)) {
      metadata.invalid(
          "name",
          quoted(name)
              + " (expected: lower-case letters, digits and \"-\", the first a letter, the last"
              + " not \"-\", such as my-model-1)");
    } else if (name.length() > LONGEST_NAME) {
      metadata.invalid("name", name.length() + " characters (expected: at most 253)");
    }
  }

  private static void labels(Scope labels) {
    for (Map.Entry<String, YamlMap.Entry> each : labels.map().entries().entrySet()) {
      key(labels, each.getKey());
      if (each.getValue().value() instanceof YamlScalar value
          && !value.isNull()
          && !isLabelValue(value.text())) {
        labels.invalidKey(
            each.getKey(),
            quoted(value.text())
                + " (expected: at most 63 letters, digits, \"-\", \"_\" and \".\", the first and"
                + " last a letter or digit)");
      }
    }
  }

  private static void annotations(Scope annotations) {
    long chars = 0;
    for (Map.Entry<String, YamlMap.Entry> each : annotations.map().entries().entrySet()) {
      key(annotations, each.getKey());
      chars += each.getKey().length();
      if (each.getValue().value() instanceof YamlScalar value) {
        chars += value.text().length();
        annotation(annotations, each.getKey(), value.text());
      }
    }
    if (chars > ANNOTATIONS_CHARS) {
      annotations.invalid(
          chars + " characters in all (expected: at most " + ANNOTATIONS_CHARS + ")");
    }
  }

  private static void annotation(Scope annotations, String key, String value) {
    String expected =
        switch (key) {
          case Autoscaling.AUTOSCALER_CLASS ->
              Autoscaling.isClass(value) ? "" : "one of hpa, external, keda, none";
          case Autoscaling.DEPLOYMENT_MODE ->
              Autoscaling.modeOf(annotations.map()) != null
                  ? ""
                  : "one of Standard, Knative, ModelMesh";
          default -> "";
        };
    if (!expected.isEmpty()) {
      annotations.invalidKey(key, quoted(value) + " (expected: " + expected + ")");
    }
  }

  private static void key(Scope scope, String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    boolean prefixFits = slash < 0 || isDnsName(key.substring(0, slash).toLowerCase(Locale.ROOT));
    if (!prefixFits || name.isEmpty() || !isLabelValue(name)) {
      scope.invalidKey(
          key,
          "not a key (expected: an optional DNS name and \"/\", then at most 63 letters, digits,"
              + " \"-\", \"_\" and \".\")");
    }
  }

  private static boolean isServiceName(String name) {
    return !name.isEmpty()
        && isLower(name.charAt(0))
        && !name.endsWith("-")
        && isLowerOrDigits(name);
  }

  private static boolean isDnsLabel(String label) {
    return !label.isEmpty()
        && label.length() <= LONGEST_LABEL
        && !label.startsWith("-")
        && !label.endsWith("-")
        && isLowerOrDigits(label);
  }

  private static boolean isDnsName(String name) {
    if (name.length() > LONGEST_NAME) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!isDnsLabel(label)) {
        return false;
      }
    }
    return true;
  }

  /** What a label's value, and the part of a key behind its prefix, may be. */
  private static boolean isLabelValue(String value) {
    if (value.isEmpty()) {
      return true;
    }
    return value.length() <= LONGEST_LABEL
        && isAlphanumeric(value.charAt(0))
        && isAlphanumeric(value.charAt(value.length() - 1))
        && isWord(value);
  }

  private static boolean isLowerOrDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLower(c) && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String quoted(String value) {
    return "\"" + Scope.shown(value) + "\"";
  }
}
