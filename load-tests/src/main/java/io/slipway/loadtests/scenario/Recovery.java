// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Timeline;
import java.util.List;

/** When a server is itself again after too much load. Pure. */
final class Recovery {
  private Recovery() {}

  /**
   * Seconds from the end of the overload until the last request that was to be sent in a stretch
   * that was still bad: with a refusal, or slower than usual. 0 if there is none.
   *
   * @param after stretches from the end of the overload on
   * @param usualNanos what an answer may take
   */
  static double seconds(List<Timeline.Slot> after, double slotSeconds, long usualNanos) {
    int bad = 0;
    for (int i = 0; i < after.size(); i++) {
      if (after.get(i).bad() > 0 || after.get(i).slowest() > usualNanos) {
        bad = i + 1;
      }
    }
    return bad * slotSeconds;
  }
}
