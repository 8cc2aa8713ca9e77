// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to look at an object again although nothing changes.
 *
 * @param in null for never
 */
public record Again(@Nullable Duration in) {
  public static final Again NEVER = new Again(null);

  /** In this time, or earlier if that was said already; times that are over mean at once. */
  public Again orIn(Duration time) {
    Duration from = time.isNegative() ? Duration.ZERO : time;
    return in == null || from.compareTo(in) < 0 ? new Again(from) : this;
  }

  public Again or(Again other) {
    return other.in == null ? this : orIn(other.in);
  }
}
