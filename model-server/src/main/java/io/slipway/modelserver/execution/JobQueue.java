// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait, in the order in which they are taken: the lowest level first, and by
 * arrival within a level, except for those that have waited too long. Any of them can be removed at
 * once. Used under its owner's lock.
 */
final class JobQueue {
  /** Those of one level; there is none without a request. */
  static final class Line {
    private int rank;
    private int size;
    private @Nullable Job first;
    private @Nullable Job last;
    private @Nullable Line next;
  }

  private @Nullable Line lines;

  /** For the next level; most models have one alone. */
  private @Nullable Line spare;

  private int size;
  private long rows;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Those of all that wait. */
  long rows() {
    return rows;
  }

  void add(Job job) {
    Line line = line(rank(job.level, job.delayed));
    line.size++;
    job.line = line;
    job.before = line.last;
    if (line.last == null) {
      line.first = job;
    } else {
      line.last.after = job;
    }
    line.last = job;
    size++;
    rows += job.rows;
  }

  /** Every level has two lines, the second for those that let the others pass. */
  private static int rank(int level, boolean delayed) {
    return 2 * level + (delayed ? 1 : 0);
  }

  private Line line(int rank) {
    Line above = null;
    Line below = lines;
    while (below != null && below.rank < rank) {
      above = below;
      below = below.next;
    }
    if (below != null && below.rank == rank) {
      return below;
    }
    Line line = spare == null ? new Line() : spare;
    spare = null;
    line.rank = rank;
    line.next = below;
    if (above == null) {
      lines = line;
    } else {
      above.next = line;
    }
    return line;
  }

  /** Takes out one that waits. */
  void remove(Job job) {
    Line line = Objects.requireNonNull(job.line, "the request does not wait");
    if (job.before == null) {
      line.first = job.after;
    } else {
      job.before.after = job.after;
    }
    if (job.after == null) {
      line.last = job.before;
    } else {
      job.after.before = job.before;
    }
    line.size--;
    job.line = null;
    job.before = null;
    job.after = null;
    size--;
    rows -= job.rows;
    if (line.first == null) {
      remove(line);
    }
  }

  private void remove(Line line) {
    Line above = null;
    for (Line each = lines; each != line && each != null; each = each.next) {
      above = each;
    }
    if (above == null) {
      lines = line.next;
    } else {
      above.next = line.next;
    }
    spare = line;
  }

  /**
   * Whether as many of a level wait as may.
   *
   * @param most 0 for any number
   */
  boolean isFull(int level, int most) {
    if (most == 0 || size < most) {
      return false;
    }
    int count = 0;
    for (Line line = lines; line != null; line = line.next) {
      count += line.rank / 2 == level ? line.size : 0;
    }
    return count >= most;
  }

  /** How many wait that are taken before a request of that level, or at its turn. */
  int ahead(int level) {
    int ahead = size;
    for (Line line = lines; line != null; line = line.next) {
      ahead -= line.rank / 2 > level ? line.size : 0;
    }
    return ahead;
  }

  /** Lets the others of its level pass each one that has waited too long. */
  void delay(long now) {
    for (Job job = delayable(now); job != null; job = delayable(now)) {
      remove(job);
      job.delayed = true;
      add(job);
    }
  }

  /** The first of a line is its oldest, and all of a line may wait equally long. */
  private @Nullable Job delayable(long now) {
    for (Line line = lines; line != null; line = line.next) {
      Job job = line.first;
      if (job != null && !job.delayed && job.delay.expired(now)) {
        return job;
      }
    }
    return null;
  }

  /** Null if none waits. */
  @Nullable Job first() {
    return lines == null ? null : lines.first;
  }

  /** The one after a request that waits; null if that is the last. */
  @Nullable Job next(Job job) {
    if (job.after != null || job.line == null || job.line.next == null) {
      return job.after;
    }
    return job.line.next.first;
  }
}
