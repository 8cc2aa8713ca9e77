// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When what is wrong with the volumes of a Pod is told again: a kubelet tries after half a second,
 * then after twice as long each time up to two minutes, and says each time what is missing. From
 * the beginning for a volume that was good meanwhile. Not thread-safe.
 */
public final class MountFaults {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(122);

  private record Pause(Duration length, Instant end) {
    static Pause first(Instant now) {
      return new Pause(FIRST, now.plus(FIRST));
    }

    Pause next(Instant now) {
      Duration twice = length.multipliedBy(2);
      Duration next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
      return new Pause(next, now.plus(next));
    }
  }

  /** By volume. */
  private final Map<String, Pause> pauses = new HashMap<>();

  /**
   * Those that are to be told now.
   *
   * @param faults all that is wrong, by the names of the volumes
   */
  public List<String> due(Map<String, String> faults, Instant now) {
    pauses.keySet().retainAll(faults.keySet());
    List<String> due = new ArrayList<>();
    faults.forEach((volume, fault) -> {
      Pause before = pauses.get(volume);
      if (before == null || !before.end().isAfter(now)) {
        pauses.put(volume, before == null ? Pause.first(now) : before.next(now));
        due.add(fault);
      }
    });
    return due;
  }
}
