// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The syntax of keys in ConfigMaps and Secrets, which become names of files and variables. */
final class ConfigKeys {
  private static final int MAX_LENGTH = 253;

  private static final String SYNTAX =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";

  private ConfigKeys() {}

  /** What is wrong with the keys of a field of the object. */
  static List<FieldError> check(ObjectNode object, FieldPath field) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : object.path(field.toString()).properties()) {
      String key = entry.getKey();
      for (String problem : problems(key)) {
        errors.add(FieldError.invalid(field.key(key), key, problem));
      }
    }
    return errors;
  }

  private static List<String> problems(String key) {
    List<String> problems = new ArrayList<>();
    if (key.length() > MAX_LENGTH) {
      problems.add("must be no more than " + MAX_LENGTH + " characters");
    }
    if (key.isEmpty() || !key.chars().allMatch(ConfigKeys::isAllowed)) {
      problems.add(SYNTAX);
    }
    if (key.equals(".") || key.equals("..")) {
      problems.add("must not be '" + key + "'");
    } else if (key.startsWith("..")) {
      problems.add("must not start with '..'");
    }
    return problems;
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
