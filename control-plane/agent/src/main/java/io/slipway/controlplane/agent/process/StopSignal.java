// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What asks a container to end, by the names that Kubernetes has for signals. Pure. */
public final class StopSignal {
  /** Where neither a Pod nor an image says another. */
  public static final String DEFAULT = "SIGTERM";

  private static final Pattern REAL_TIME = Pattern.compile("RTM(IN|AX)(?:([+-])([0-9]{1,2}))?");
  private static final int FIRST_REAL_TIME = 34; // the C library keeps two for itself
  private static final int LAST_REAL_TIME = 64;

  /** Those that not every shell has a name for, as Linux counts. */
  private static final Map<String, Integer> NUMBERS =
      Map.of(
          "IOT", 6, "STKFLT", 16, "CLD", 17, "WINCH", 28, "IO", 29, "POLL", 29, "PWR", 30, "SYS",
          31);

  /** What images may have numbers for. */
  private static final Map<String, String> NAMES =
      Map.of(
          "1", "HUP", "2", "INT", "3", "QUIT", "6", "ABRT", "9", "KILL", "10", "USR1", "12", "USR2",
          "15", "TERM", "28", "WINCH");

  private StopSignal() {}

  /**
   * Kubernetes' name.
   *
   * @param said as images have it: {@code SIGINT}, {@code int} or 2; empty for the default
   */
  public static String named(String said) {
    if (said.isEmpty()) {
      return DEFAULT;
    }
    String plain = NAMES.getOrDefault(said, said.toUpperCase(Locale.ROOT));
    boolean bare = !plain.startsWith("SIG") && !Character.isDigit(plain.charAt(0));
    return bare ? "SIG" + plain : plain;
  }

  /** What a shell's {@code kill} takes after its dash. */
  static String forKill(String name) {
    String plain = name.startsWith("SIG") ? name.substring(3) : name;
    Integer number = NUMBERS.get(plain);
    if (number != null) {
      return number.toString();
    }
    Matcher realTime = REAL_TIME.matcher(plain);
    if (!realTime.matches()) {
      return plain;
    }
    int base = "IN".equals(realTime.group(1)) ? FIRST_REAL_TIME : LAST_REAL_TIME;
    String distance = realTime.group(3);
    int by = distance == null ? 0 : Integer.parseInt(distance);
    return String.valueOf("-".equals(realTime.group(2)) ? base - by : base + by);
  }
}
