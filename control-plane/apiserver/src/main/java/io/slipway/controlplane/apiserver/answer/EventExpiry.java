// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Page;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes Events when they have not changed for an hour, or for an hour and a look in the life of
 * this process: when they were written before that is not asked.
 */
final class EventExpiry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventExpiry.class);
  static final Duration LIFE = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofMinutes(5);
  private static final int PAGE = 500;

  /** What they are in the store, those of {@code events.k8s.io} too. */
  private static final String RESOURCE = "events";

  private record Seen(long revision, long nanos) {}

  private final ObjectStore store;
  private final KubernetesApi api;
  private final LongSupplier nanoTime;
  private final Thread thread;
  private Map<Key, Seen> seen = new HashMap<>();
  private boolean closed;

  EventExpiry(ObjectStore store, KubernetesApi api, LongSupplier nanoTime) {
    this.store = store;
    this.api = api;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofVirtual().name("event-expiry").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!awaitClose()) {
        try {
          look(nanoTime.getAsLong());
        } catch (RuntimeException e) {
          log.warn("old Events are not removed now, but later: {}", e.toString());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitClose() throws InterruptedException {
    long end = System.nanoTime() + LOOK.toNanos();
    for (long left = LOOK.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return closed;
  }

  /**
   * Removes what has not changed for long.
   *
   * @param now on the monotonic clock
   */
  void look(long now) {
    Map<Key, Seen> there = new HashMap<>();
    List<Key> old = new ArrayList<>();
    for (ListPosition at = ListPosition.start(0); at != null; at = page(at, now, there, old)) {}
    seen = there;
    for (Key event : old) {
      String path = "/api/v1/namespaces/" + event.namespace() + "/events/" + event.name();
      api.answer(OwnCalls.of("DELETE", path, null)); // gone already is as good
    }
  }

  private @Nullable ListPosition page(
      ListPosition at, long now, Map<Key, Seen> there, List<Key> old) {
    Page page = store.list(Scope.all(RESOURCE), at, PAGE);
    for (Stored event : page.objects()) {
      Seen before = seen.get(event.key());
      if (before == null || before.revision() != event.revision()) {
        there.put(event.key(), new Seen(event.revision(), now));
      } else if (now - before.nanos() < LIFE.toNanos()) {
        there.put(event.key(), before);
      } else {
        old.add(event.key());
      }
    }
    return page.next();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
