// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happened when, in equal slots from the start of the load. For one thread. */
public final class Timeline {
  /**
   * As with Triton's and gRPC's clients nobody waits longer; and what a run of minutes needs stays
   * in memory.
   */
  private static final int MAX_SLOTS = 100_000;

  private final long slotNanos;
  private final List<Counts> slots = new ArrayList<>();

  public Timeline(Duration slot) {
    slotNanos = slot.toNanos();
  }

  /**
   * One stretch of time.
   *
   * @param intended requests that were to be sent in it
   * @param good those of them with a good answer
   * @param bad the others
   * @param slowest the longest that one of their good answers took, in nanoseconds from the
   *     intended time
   * @param completed good answers that came in it
   */
  public record Slot(long intended, long good, long bad, long slowest, long completed) {}

  private static final class Counts {
    private long intended;
    private long good;
    private long bad;
    private long slowest;
    private long completed;
  }

  public List<Slot> slots() {
    return slots.stream()
        .map(slot -> new Slot(slot.intended, slot.good, slot.bad, slot.slowest, slot.completed))
        .toList();
  }

  public double slotSeconds() {
    return slotNanos / 1e9;
  }

  void intended(long sinceStart) {
    at(sinceStart).intended++;
  }

  void ended(long intendedSinceStart, long nowSinceStart, boolean good) {
    Counts slot = at(intendedSinceStart);
    if (good) {
      slot.good++;
      slot.slowest = Math.max(slot.slowest, nowSinceStart - intendedSinceStart);
      at(nowSinceStart).completed++;
    } else {
      slot.bad++;
    }
  }

  private Counts at(long sinceStart) {
    int index = Math.clamp(sinceStart / slotNanos, 0, MAX_SLOTS - 1);
    while (slots.size() <= index) {
      slots.add(new Counts());
    }
    return slots.get(index);
  }
}
