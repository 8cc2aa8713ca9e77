// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.affinity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that stay on one CPU each: the first thread on the first CPU of a list, the next on the
 * next, and round again. Threads that they begin themselves stay on the same one. Linux only.
 * Thread-safe.
 */
public final class CpuPinning {
  private static final Logger log = LoggerFactory.getLogger(CpuPinning.class);

  private final int[] cpus;
  private final AtomicInteger threads = new AtomicInteger();

  private CpuPinning(int[] cpus) {
    this.cpus = cpus;
  }

  /**
   * @param text numbers and ranges of CPUs, as {@code 0-3,6}
   * @throws IllegalArgumentException if it is something else, names a CPU that this process may not
   *     use, or the system has no such thing
   */
  public static CpuPinning parse(String text) {
    return parse(text, ThreadAffinity.ofThisThread());
  }

  static CpuPinning parse(String text, BitSet allowed) {
    BitSet cpus = new BitSet();
    for (String range : text.split(",", -1)) {
      int dash = range.indexOf('-');
      int first = number(dash < 0 ? range : range.substring(0, dash), text);
      int last = dash < 0 ? first : number(range.substring(dash + 1), text);
      if (last < first) {
        throw malformed(text);
      }
      cpus.set(first, last + 1);
    }
    BitSet unknown = (BitSet) cpus.clone();
    unknown.andNot(allowed);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' has CPU %d, which this process may not use (expected: some of %s)"
              .formatted(text, unknown.nextSetBit(0), allowed));
    }
    return new CpuPinning(cpus.stream().toArray());
  }

  private static int number(String digits, String text) {
    try {
      int number = Integer.parseInt(digits);
      if (number >= 0 && number < ThreadAffinity.MAX_CPUS) {
        return number;
      }
    } catch (NumberFormatException e) {
      log.debug("--pin-cpus", e);
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'%s' (expected: CPUs and ranges of them below %d, as 0-3,6)"
            .formatted(text, ThreadAffinity.MAX_CPUS));
  }

  /** The threads of {@code factory}, each on its CPU. */
  public ThreadFactory threads(ThreadFactory factory) {
    return task -> {
      int cpu = cpus[Math.floorMod(threads.getAndIncrement(), cpus.length)];
      return factory.newThread(() -> {
        pin(cpu);
        task.run();
      });
    };
  }

  /** A thread that can't be pinned, because its CPUs were taken away since, works all the same. */
  private static void pin(int cpu) {
    try {
      ThreadAffinity.pin(cpu);
    } catch (IllegalStateException e) {
      log.warn("thread {} is not pinned: {}", Thread.currentThread().getName(), e.getMessage());
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(cpus);
  }
}
