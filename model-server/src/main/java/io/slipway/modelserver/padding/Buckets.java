// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import java.util.ArrayList;
import java.util.List;

/**
 * Which sizes of a dimension may be in one run. It bounds how much of a run is padding. Immutable.
 */
public sealed interface Buckets {
  /** Two sizes may be together if they have the same bucket. */
  long of(long size);

  /** Sizes up to the same power of two: less than half of a row is padding. */
  record PowersOfTwo() implements Buckets {
    @Override
    public long of(long size) {
      return size <= 1 ? size : Long.highestOneBit(size - 1) << 1;
    }
  }

  /** All sizes. */
  record Any() implements Buckets {
    @Override
    public long of(long size) {
      return 0;
    }
  }

  /**
   * Sizes up to the same limit; above the last one, every size is only with its like.
   *
   * @param limits ascending, at least one
   */
  record Limits(List<Long> limits) implements Buckets {
    public Limits {
      limits = List.copyOf(limits);
      if (limits.isEmpty()) {
        throw new IllegalArgumentException("buckets: none (expected: at least one size)");
      }
      long below = 0;
      for (long limit : limits) {
        if (limit <= below) {
          throw new IllegalArgumentException(
              "buckets: %s (expected: ascending sizes, from 1)".formatted(limits));
        }
        below = limit;
      }
    }

    @Override
    public long of(long size) {
      for (long limit : limits) {
        if (size <= limit) {
          return limit;
        }
      }
      return size;
    }
  }

  /**
   * @param text {@code powers-of-two}, {@code any}, or sizes with commas between them
   * @throws IllegalArgumentException if it is something else
   */
  static Buckets parse(String text) {
    String name = text.strip();
    if (name.equals("powers-of-two")) {
      return new PowersOfTwo();
    }
    if (name.equals("any")) {
      return new Any();
    }
    List<Long> limits = new ArrayList<>();
    for (String each : name.split(",", -1)) {
      try {
        limits.add(Long.parseLong(each.strip()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "buckets: '%s' (expected: powers-of-two, any, or sizes such as 16,64,256)"
                .formatted(text),
            e);
      }
    }
    return new Limits(limits);
  }
}
