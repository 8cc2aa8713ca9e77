// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON: maps from text, lists, texts, numbers and booleans; a null is as good as nothing. A
 * field of another type than the asked one is as good as none, because the API has checked types.
 */
public final class Fields {
  private Fields() {}

  /** What is at a path; null if there is nothing. */
  public static @Nullable Object at(Map<String, Object> fields, String... path) {
    Object at = fields;
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  /** Empty if there is none. */
  public static String text(Map<String, Object> fields, String... path) {
    return at(fields, path) instanceof String text ? text : "";
  }

  public static long number(Map<String, Object> fields, long otherwise, String... path) {
    return at(fields, path) instanceof Number number ? number.longValue() : otherwise;
  }

  public static boolean isTrue(Map<String, Object> fields, String... path) {
    return at(fields, path) instanceof Boolean flag && flag;
  }

  /** Empty if there is none. */
  public static Map<String, Object> map(Map<String, Object> fields, String... path) {
    return at(fields, path) instanceof Map<?, ?> map ? asFields(map) : Map.of();
  }

  /** The texts of a map; empty if there is none. */
  public static Map<String, String> texts(Map<String, Object> fields, String... path) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Object> each : map(fields, path).entrySet()) {
      if (each.getValue() instanceof String text) {
        texts.put(each.getKey(), text);
      }
    }
    return texts;
  }

  /** Empty if there is none. */
  public static List<Object> list(Map<String, Object> fields, String... path) {
    return at(fields, path) instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  /** The maps of a list; empty if there is none. */
  public static List<Map<String, Object>> maps(Map<String, Object> fields, String... path) {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object item : list(fields, path)) {
      if (item instanceof Map<?, ?> map) {
        maps.add(asFields(map));
      }
    }
    return maps;
  }

  /** The texts of a list; empty if there is none. */
  public static List<String> words(Map<String, Object> fields, String... path) {
    List<String> words = new ArrayList<>();
    for (Object item : list(fields, path)) {
      if (item instanceof String text) {
        words.add(text);
      }
    }
    return words;
  }

  @SuppressWarnings("unchecked") // JSON has no other keys than text
  private static Map<String, Object> asFields(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
