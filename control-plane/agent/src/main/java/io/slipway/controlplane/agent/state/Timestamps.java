// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Kubernetes writes them: whole seconds, or microseconds in leases. */
public final class Timestamps {
  private Timestamps() {}

  public static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  public static String micros(Instant time) {
    String text = time.truncatedTo(ChronoUnit.MICROS).toString();
    int dot = text.indexOf('.');
    String seconds = dot < 0 ? text.substring(0, text.length() - 1) : text.substring(0, dot);
    String fraction = dot < 0 ? "" : text.substring(dot + 1, text.length() - 1);
    return seconds + "." + fraction + "0".repeat(6 - fraction.length()) + "Z";
  }
}
