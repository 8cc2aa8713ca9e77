// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Which of a model's versions are served. */
public sealed interface VersionPolicy {
  /** What Triton does if nothing is said. */
  static VersionPolicy newest() {
    return new Latest(1);
  }

  /** The {@code count} highest numbers. */
  record Latest(int count) implements VersionPolicy {}

  /** All there are. */
  record All() implements VersionPolicy {}

  /** These, as far as they are there. */
  record Specific(Set<Long> versions) implements VersionPolicy {
    public Specific {
      versions = Set.copyOf(versions);
    }
  }

  /** Those of {@code present} that are served, lowest first. */
  default List<Long> choose(List<Long> present) {
    List<Long> sorted = new ArrayList<>(present);
    Collections.sort(sorted);
    return switch (this) {
      case All _ -> sorted;
      case Latest(int count) -> sorted.subList(Math.max(0, sorted.size() - count), sorted.size());
      case Specific(Set<Long> versions) -> {
        sorted.retainAll(versions);
        yield sorted;
      }
    };
  }

  /** In words, for a message. */
  default String phrase() {
    return switch (this) {
      case All _ -> "all versions";
      case Latest(int count) -> count == 1 ? "the newest version" : "the newest " + count;
      case Specific(Set<Long> versions) -> "versions " + versions.stream().sorted().toList();
    };
  }
}
