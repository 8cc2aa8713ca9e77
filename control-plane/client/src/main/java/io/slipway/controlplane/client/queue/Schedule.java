// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which key is due when. A key that is added more than once is due once, at its earliest time; one
 * that is added while it is in work is due again when that ends. Times are nanoseconds of one
 * clock. Not thread-safe.
 *
 * <p>As large as there are keys: callers bound these, not the number of their changes.
 */
final class Schedule<K> {
  private final Backoff backoff;
  private final Map<K, Long> due = new HashMap<>();
  private final Set<K> inWork = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();

  Schedule(Backoff backoff) {
    this.backoff = backoff;
  }

  void add(K key, long at) {
    due.merge(key, at, (known, other) -> known - other <= 0 ? known : other);
  }

  /** Takes the key that is due first, and is not in work; null if none is due. */
  @Nullable K take(long now) {
    K first = first();
    if (first == null || dueAt(first) - now > 0) {
      return null;
    }
    due.remove(first);
    inWork.add(first);
    return first;
  }

  /** How long until a key that is not in work is due; {@link Long#MAX_VALUE} if there is none. */
  long nanosUntilNext(long now) {
    K first = first();
    return first == null ? Long.MAX_VALUE : Math.max(0, dueAt(first) - now);
  }

  void succeeded(K key) {
    inWork.remove(key);
    failures.remove(key);
  }

  /** Makes the key due again, later after each failure in a row. */
  void failed(K key, long now) {
    inWork.remove(key);
    int inRow = failures.merge(key, 1, Integer::sum);
    add(key, now + backoff.after(inRow).toNanos());
  }

  int size() {
    return due.size();
  }

  private long dueAt(K key) {
    Long at = due.get(key);
    return at == null ? Long.MAX_VALUE : at;
  }

  private @Nullable K first() {
    K first = null;
    long earliest = 0;
    for (Map.Entry<K, Long> each : due.entrySet()) {
      boolean free = !inWork.contains(each.getKey());
      if (free && (first == null || each.getValue() - earliest < 0)) {
        first = each.getKey();
        earliest = each.getValue();
      }
    }
    return first;
  }
}
