// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what is watched, in short intervals: states of models change on many threads, and
 * seldom. Does nothing while there is nothing to look at. Thread-safe.
 */
final class HealthWatches {
  private static final Logger log = LoggerFactory.getLogger(HealthWatches.class);
  private static final long INTERVAL_MILLIS = 200;

  private final Set<HealthWatch> watches = new LinkedHashSet<>();
  private final Executor later =
      CompletableFuture.delayedExecutor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  private boolean looking;

  synchronized void add(HealthWatch watch) {
    watches.add(watch);
    if (!looking) {
      looking = true;
      later.execute(this::look);
    }
  }

  synchronized void remove(HealthWatch watch) {
    watches.remove(watch);
  }

  private void look() {
    for (HealthWatch watch : snapshot()) {
      try {
        watch.look();
      } catch (RuntimeException e) {
        log.error("a watched state could not be told", e);
      }
    }
    synchronized (this) {
      looking = !watches.isEmpty();
      if (looking) {
        later.execute(this::look);
      }
    }
  }

  private synchronized List<HealthWatch> snapshot() {
    return List.copyOf(watches);
  }
}
