// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares JSON answers whose fractions are FP32 values. The order of keys does not matter. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** No FP32 needs more digits to be read back. */
  private static final int MAX_DIGITS = 9;

  private Json() {}

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON (" + e.getOriginalMessage() + "): " + text, e);
    }
  }

  static JsonNode read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Numbers are equal if they read as the same FP32, and are printed with no needless digits. */
  static void assertSame(JsonNode actual, JsonNode expected) {
    List<String> differences = new ArrayList<>();
    compare("$", actual, expected, 0, differences);
    assertThat(differences).as("differences of %s from %s", actual, expected).isEmpty();
  }

  /** Fractions may differ by the tolerance. */
  static void assertClose(JsonNode actual, JsonNode expected, double tolerance) {
    List<String> differences = new ArrayList<>();
    compare("$", actual, expected, tolerance, differences);
    assertThat(differences).as("differences of %s from %s", actual, expected).isEmpty();
  }

  private static void compare(
      String path, JsonNode actual, JsonNode expected, double tolerance, List<String> differences) {
    if (expected.isObject() && actual.isObject() && keys(actual).equals(keys(expected))) {
      for (String key : keys(expected)) {
        compare(path + "." + key, actual.get(key), expected.get(key), tolerance, differences);
      }
    } else if (expected.isArray() && actual.isArray() && actual.size() == expected.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", actual.get(i), expected.get(i), tolerance, differences);
      }
    } else if (!sameValue(actual, expected, tolerance)) {
      differences.add(path + ": " + actual + " (expected: " + expected + ")");
    }
  }

  private static boolean sameValue(JsonNode actual, JsonNode expected, double tolerance) {
    if (!expected.isBigDecimal() || !actual.isNumber()) {
      return actual.equals(expected);
    }
    float got = actual.decimalValue().floatValue();
    float wanted = expected.decimalValue().floatValue();
    return tolerance > 0
        ? Math.abs(got - wanted) <= tolerance
        : got == wanted && actual.decimalValue().precision() <= MAX_DIGITS;
  }

  private static Set<String> keys(JsonNode object) {
    var keys = new TreeSet<String>();
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      keys.add(names.next());
    }
    return keys;
  }
}
