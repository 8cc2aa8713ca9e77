// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object. What is not there, or null, is empty; what is there and is of
 * another type is refused with its path, so that it is never taken for nothing.
 *
 * @param json not changed by anybody
 * @param path where it is in the whole, for messages; empty for the whole
 */
public record Fields(Map<String, Object> json, String path) {
  public static final Fields NONE = new Fields(Map.of(), "");

  public static Fields of(Map<String, Object> json) {
    return new Fields(json, "");
  }

  /** Whether it is there, be it empty. */
  public boolean has(String name) {
    return json.get(name) != null;
  }

  public boolean isEmpty() {
    return json.isEmpty();
  }

  /** Empty if it is not there. */
  public String text(String name) {
    return text(name, "");
  }

  public String text(String name, String otherwise) {
    return json.get(name) == null ? otherwise : as(String.class, name, "text");
  }

  public long number(String name, long otherwise) {
    return json.get(name) == null ? otherwise : as(Number.class, name, "a number").longValue();
  }

  public boolean flag(String name, boolean otherwise) {
    return json.get(name) == null ? otherwise : as(Boolean.class, name, "true or false");
  }

  /** Text, or a number as text: as Kubernetes' ports and quantities are written. */
  public String textOrNumber(String name) {
    Object value = json.get(name);
    return value instanceof Number number ? number.toString() : text(name);
  }

  public Fields fields(String name) {
    return json.get(name) == null
        ? new Fields(Map.of(), at(name))
        : new Fields(asMap(json.get(name), at(name)), at(name));
  }

  public List<Fields> list(String name) {
    List<Fields> list = new ArrayList<>();
    for (Object item : items(name)) {
      String where = at(name) + "[" + list.size() + "]";
      list.add(new Fields(asMap(item, where), where));
    }
    return list;
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : items(name)) {
      if (!(item instanceof String text)) {
        throw wrong(at(name) + "[" + texts.size() + "]", "text");
      }
      texts.add(text);
    }
    return texts;
  }

  /** In the order of the object; null values are left out. */
  public Map<String, String> textMap(String name) {
    Fields fields = fields(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : fields.json.keySet()) {
      if (fields.has(key)) {
        texts.put(key, fields.textOrNumber(key));
      }
    }
    return Collections.unmodifiableMap(texts);
  }

  private List<?> items(String name) {
    return json.get(name) == null ? List.of() : as(List.class, name, "a list");
  }

  private <T> T as(Class<T> type, String name, String expected) {
    Object value = json.get(name);
    if (!type.isInstance(value)) {
      throw wrong(at(name), expected);
    }
    return type.cast(value);
  }

  @SuppressWarnings("unchecked") // JSON has no other keys
  private static Map<String, Object> asMap(@Nullable Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(where, "fields");
    }
    return (Map<String, Object>) map;
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static MalformedObjectException wrong(String where, String expected) {
    return new MalformedObjectException(
        where + " is of the wrong type (expected: " + expected + ")");
  }
}
