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
  private final List<Slot> slots = new ArrayList<>();

  public Timeline(Duration slot) {
    slotNanos = slot.toNanos();
  }

  /**
   * One stretch of time.
   *
   * <p>{@code intended}, {@code good} and {@code bad} and the slowest good answer are of the
   * requests that were to be sent in it; {@code completed} are the good answers that came in it.
   */
  public static final class Slot {
    private long intended;
    private long good;
    private long bad;
    private long slowest;
    private long completed;

    public long intended() {
      return intended;
    }

    public long good() {
      return good;
    }

    public long bad() {
      return bad;
    }

    /** In nanoseconds, from the intended time. */
    public long slowest() {
      return slowest;
    }

    public long completed() {
      return completed;
    }
  }

  public List<Slot> slots() {
    return List.copyOf(slots);
  }

  public double slotSeconds() {
    return slotNanos / 1e9;
  }

  void intended(long sinceStart) {
    at(sinceStart).intended++;
  }

  void ended(long intendedSinceStart, long nowSinceStart, boolean good) {
    Slot slot = at(intendedSinceStart);
    if (good) {
      slot.good++;
      slot.slowest = Math.max(slot.slowest, nowSinceStart - intendedSinceStart);
      at(nowSinceStart).completed++;
    } else {
      slot.bad++;
    }
  }

  private Slot at(long sinceStart) {
    int index = Math.clamp(sinceStart / slotNanos, 0, MAX_SLOTS - 1);
    while (slots.size() <= index) {
      slots.add(new Slot());
    }
    return slots.get(index);
  }
}
