// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import java.util.LinkedHashMap;
import java.util.Map;

/** Options as people write them: {@code key=value}, with commas between, each key at most once. */
public final class OptionPairs {
  private OptionPairs() {}

  /**
   * The pairs in their order.
   *
   * @param expected what the options are, for messages
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Map<String, String> parse(String text, String expected) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("'" + pair + "' (expected: " + expected + ")");
      }
      String key = pair.substring(0, equals).strip();
      if (pairs.put(key, pair.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + key + "' is given twice");
      }
    }
    return pairs;
  }
}
