// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the requests that wait run next, and whether it is better to wait for more. Changes
 * nothing but the lists it is given.
 */
final class BatchFormation {
  private final RequestFit fit;
  private final boolean together;
  private final int maxRows;
  private final int[] preferred;
  private final long maxDelay;

  BatchFormation(Batching batching, RequestFit fit) {
    this.fit = fit;
    this.together = batching.together() && fit.joins();
    this.maxRows = batching.maxBatchSize();
    this.preferred = new int[batching.preferredSizes().size()];
    for (int i = 0; i < preferred.length; i++) {
      preferred[i] = batching.preferredSizes().get(i);
    }
    this.maxDelay = batching.maxDelay().toNanos();
  }

  /** Whether requests are ever run together. */
  boolean together() {
    return together;
  }

  /**
   * Looks at a queue.
   *
   * @param expected how many rows can be hoped for, by what was under way a moment ago
   * @param patient false if nothing is to be waited for
   * @param chosen gets the requests of the next run, none if it is better to wait
   * @param late gets requests whose deadline has passed
   * @return how many nanoseconds to wait for more; 0 to go on
   */
  long choose(
      JobQueue waiting,
      long now,
      long expected,
      boolean patient,
      List<Job> chosen,
      List<Job> late) {
    Job first = firstInTime(waiting, now, late);
    if (first == null) {
      return 0;
    }
    chosen.add(first);
    if (!together || first.rows >= maxRows) {
      return 0;
    }
    boolean complete = gather(waiting, first, now, chosen, late);
    if (complete || !patient || !first.patient) {
      return 0;
    }
    long rows = rows(chosen);
    long left = first.submitted + maxDelay - now;
    if (left <= 0 || wanted(rows, expected) <= rows) {
      return 0;
    }
    chosen.clear();
    return left;
  }

  private static @Nullable Job firstInTime(JobQueue waiting, long now, List<Job> late) {
    Job job = waiting.first();
    while (job != null && job.request.deadline().expired(now)) {
      late.add(job);
      job = waiting.next(job);
    }
    return job;
  }

  /**
   * Adds to the first request those that fit.
   *
   * @return whether there is nothing to wait for: the run has the size it may or should have, or
   *     others wait that are not in it
   */
  private boolean gather(JobQueue waiting, Job first, long now, List<Job> chosen, List<Job> late) {
    long rows = first.rows;
    int best = isPreferred(rows) ? 1 : 0;
    boolean others = false;
    for (Job job = waiting.next(first); job != null && rows < maxRows; job = waiting.next(job)) {
      if (job.request.deadline().expired(now)) {
        late.add(job);
      } else if (!fit.fit(first, job) || rows + job.rows > maxRows) {
        others = true;
      } else {
        chosen.add(job);
        rows += job.rows;
        best = isPreferred(rows) ? chosen.size() : best;
      }
    }
    if (rows == maxRows) {
      return true;
    }
    if (best > 0) {
      chosen.subList(best, chosen.size()).clear();
      return true;
    }
    return others;
  }

  private boolean isPreferred(long rows) {
    for (int size : preferred) {
      if (size == rows) {
        return true;
      }
    }
    return false;
  }

  static long rows(List<Job> jobs) {
    long rows = 0;
    for (int i = 0; i < jobs.size(); i++) {
      rows += jobs.get(i).rows;
    }
    return rows;
  }

  /** How many rows a run of so many should wait for; no more than that if it need not wait. */
  long wanted(long rows, long expected) {
    long size = preferred.length == 0 ? maxRows : rows;
    for (int i = preferred.length - 1; i >= 0 && preferred[i] > rows; i--) {
      size = preferred[i];
    }
    return Math.min(size, expected);
  }

  /** Whether so many instances can take all that waits. */
  boolean isEnough(int count, JobQueue waiting) {
    return count > 0
        && (together ? waiting.rows() <= (long) count * maxRows : waiting.size() <= count);
  }

  /** Whether a request that has come makes it pointless to wait for more. */
  boolean ends(JobQueue waiting, Job job, long wanted) {
    Job first = waiting.first();
    return waiting.rows() >= wanted || first == job || first == null || !fit.fit(first, job);
  }
}
