// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping, in the order of the text. */
public record YamlMap(Position position, Map<String, Entry> entries) implements YamlValue {
  /** One key with its value; the position is the key's. */
  public record Entry(Position position, YamlValue value) {}

  public YamlMap {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** The value of a key; null if the key is missing or its value is {@code null}. */
  public @Nullable YamlValue get(String key) {
    Entry entry = entries.get(key);
    if (entry == null || (entry.value() instanceof YamlScalar scalar && scalar.isNull())) {
      return null;
    }
    return entry.value();
  }

  /** The mapping at a key; null if there is none or it is something else. */
  public @Nullable YamlMap map(String key) {
    return get(key) instanceof YamlMap map ? map : null;
  }

  /** The sequence at a key; null if there is none or it is something else. */
  public @Nullable YamlList list(String key) {
    return get(key) instanceof YamlList list ? list : null;
  }

  /** The text of the string at a key; null if there is none or it is something else. */
  public @Nullable String text(String key) {
    return get(key) instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.STRING
        ? scalar.text()
        : null;
  }

  /** The integer at a key; null if there is none or it is something else. */
  public @Nullable Long integer(String key) {
    return get(key) instanceof YamlScalar scalar ? scalar.integer() : null;
  }

  @Override
  public String describe() {
    return "a mapping";
  }
}
