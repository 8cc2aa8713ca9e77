// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as Kubernetes writes them, in UTC. Written by hand, because formatters cost much at a
 * start.
 */
public final class Timestamps {
  private Timestamps() {}

  /** Whole seconds, as in most fields. */
  public static String text(Instant time) {
    return seconds(time.getEpochSecond()).append('Z').toString();
  }

  /** As in leases. */
  public static String micros(Instant time) {
    return fraction(time.getEpochSecond(), time.getNano() / 1000, 6);
  }

  /** As in logs; always nine digits, so that they sort. */
  public static String nanos(Instant time) {
    return fraction(time.getEpochSecond(), time.getNano(), 9);
  }

  private static String fraction(long second, int fraction, int digits) {
    StringBuilder text = seconds(second).append('.');
    padded(text, fraction, digits);
    return text.append('Z').toString();
  }

  private static StringBuilder seconds(long second) {
    LocalDateTime at = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(32);
    padded(text, at.getYear(), 4);
    padded(text.append('-'), at.getMonthValue(), 2);
    padded(text.append('-'), at.getDayOfMonth(), 2);
    padded(text.append('T'), at.getHour(), 2);
    padded(text.append(':'), at.getMinute(), 2);
    padded(text.append(':'), at.getSecond(), 2);
    return text;
  }

  private static void padded(StringBuilder text, int number, int digits) {
    String plain = String.valueOf(number);
    for (int i = plain.length(); i < digits; i++) {
      text.append('0');
    }
    text.append(plain);
  }
}
