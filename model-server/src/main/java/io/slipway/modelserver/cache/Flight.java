// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is run, and those who wait for its answer. Guarded by the scheduler's lock, but
 * for {@link #key}.
 */
final class Flight {
  private final CacheKey key;
  private final ArrayDeque<CachedCall> followers = new ArrayDeque<>();

  /** A thread is submitting calls of this flight, one after the other. */
  private boolean submitting;

  /** The call it is to submit next. */
  private @Nullable CachedCall deferred;

  Flight(CacheKey key) {
    this.key = key;
  }

  CacheKey key() {
    return key;
  }

  void add(CachedCall call) {
    followers.add(call);
  }

  boolean remove(CachedCall call) {
    return followers.remove(call);
  }

  @Nullable CachedCall next() {
    return followers.poll();
  }

  List<CachedCall> takeAll() {
    List<CachedCall> all = List.copyOf(followers);
    followers.clear();
    return all;
  }

  /** From now on, others leave it to the calling thread to submit. */
  void beginSubmitting() {
    submitting = true;
  }

  /**
   * Leaves a call to the thread that is submitting, if there is one: it may be the calling one,
   * whose stack would grow with every call that fails at once.
   */
  boolean deferred(CachedCall call) {
    if (submitting) {
      deferred = call;
    }
    return submitting;
  }

  /** What the thread that is submitting has to submit next; null if it may leave. */
  @Nullable CachedCall takeDeferred() {
    CachedCall next = deferred;
    deferred = null;
    submitting = next != null;
    return next;
  }
}
