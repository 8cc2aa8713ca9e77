// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Limits out of {@code key=value} pairs. */
final class LimitsReader {
  /** The keys that there are. */
  static final Set<String> KEYS = Set.of("rate", "burst", "concurrent", "bytes");

  private static final String EXPECTED = "rate=N, burst=N, concurrent=N, bytes=N[KiB|MiB|GiB]";

  private LimitsReader() {}

  static Limits read(String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals).strip();
      if (equals < 0 || !KEYS.contains(key)) {
        throw new IllegalArgumentException("'" + pair + "' (expected: " + EXPECTED + ")");
      }
      if (values.put(key, pair.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + key + "' is given twice");
      }
    }
    return of(values);
  }

  /** Of the values of {@link #KEYS} that are there. */
  static Limits of(Map<String, String> values) {
    String rateText = values.get("rate");
    double rate = rateText == null ? 0 : rate(rateText);
    String burstText = values.get("burst");
    if (burstText != null && rate == 0) {
      throw new IllegalArgumentException("burst=" + burstText + " (expected: with a rate)");
    }
    int burst = burstText == null ? (int) Math.ceil(rate) : whole("burst", burstText);
    String concurrent = values.get("concurrent");
    String bytes = values.get("bytes");
    return new Limits(
        rate,
        burst,
        concurrent == null ? 0 : whole("concurrent", concurrent),
        bytes == null ? 0 : bytes(bytes));
  }

  private static double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate > 0) {
        return rate;
      }
    } catch (NumberFormatException _) {
      // the same message as for a number that is too small
    }
    throw new IllegalArgumentException("rate=" + text + " (expected: a number above 0)");
  }

  private static int whole(String key, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // the same message as for a number that is too small
    }
    throw new IllegalArgumentException(key + "=" + text + " (expected: a whole number above 0)");
  }

  private static long bytes(String text) {
    int shift =
        text.endsWith("KiB") ? 10 : text.endsWith("MiB") ? 20 : text.endsWith("GiB") ? 30 : 0;
    String number = shift == 0 ? text : text.substring(0, text.length() - 3);
    return (long) whole("bytes", number.strip()) << shift;
  }
}
