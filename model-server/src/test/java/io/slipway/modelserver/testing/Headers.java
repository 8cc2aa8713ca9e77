// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.transport.http.HttpHeaders;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields of a request that never was on a wire. */
public record Headers(Map<String, String> fields) implements HttpHeaders {
  public static Headers of(String... namesAndValues) {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Headers(fields);
  }

  @Override
  public @Nullable String get(String name) {
    return fields.get(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    fields.forEach(consumer);
  }
}
