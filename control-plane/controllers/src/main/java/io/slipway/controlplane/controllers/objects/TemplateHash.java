// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A short name of a template: the same for the same template, whatever the order of its fields. Ten
 * letters and digits without vowels, as in names that Kubernetes makes.
 */
public final class TemplateHash {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int LENGTH = 10;
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private TemplateHash() {}

  public static String of(@Nullable Object json) {
    String text = String.valueOf(sorted(json));
    long hash = FNV_START;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    StringBuilder name = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      name.append(ALPHABET.charAt((int) Long.remainderUnsigned(hash, ALPHABET.length())));
      hash = Long.divideUnsigned(hash, ALPHABET.length());
    }
    return name.toString();
  }

  private static @Nullable Object sorted(@Nullable Object json) {
    if (json instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        if (each.getValue() != null) {
          sorted.put(String.valueOf(each.getKey()), sorted(each.getValue()));
        }
      }
      return sorted;
    }
    if (json instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>(list.size());
      for (Object item : list) {
        items.add(sorted(item));
      }
      return items;
    }
    return json;
  }
}
