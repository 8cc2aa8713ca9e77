// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.RevisionUnavailableException;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins something when the first object of some kinds is there. Until then none of its classes is
 * loaded, and nothing is asked of the API for it.
 */
final class FirstObject {
  private static final Logger log = LoggerFactory.getLogger(FirstObject.class);
  private static final Duration LONG = Duration.ofDays(1);

  private final ObjectStore store;
  private final List<String> resources;
  private final Runnable begin;
  private final List<Watch> watches = new ArrayList<>();
  private boolean begun;
  private boolean stopped;

  /**
   * @param resources as the store names them
   * @param begin run at most once, on any thread
   */
  FirstObject(ObjectStore store, List<String> resources, Runnable begin) {
    this.store = store;
    this.resources = List.copyOf(resources);
    this.begin = begin;
  }

  /**
   * Does not wait for anything; called once.
   *
   * @return whether there is one already
   */
  boolean await() {
    long revision = store.revision();
    for (String resource : resources) {
      if (store.count(Scope.all(resource)) > 0) {
        begin();
        return true;
      }
    }
    for (String resource : resources) {
      await(store.watch(Scope.all(resource), revision), resource);
    }
    return false;
  }

  private synchronized void await(Watch watch, String resource) {
    if (!begun && !stopped) {
      watches.add(watch);
      Thread.ofVirtual().name("first-of-" + resource).start(() -> awaitFirst(watch));
    } else {
      watch.close();
    }
  }

  private void awaitFirst(Watch watch) {
    try {
      while (watch.next(LONG).isEmpty()) {
        // a day without one
      }
      begin();
    } catch (RevisionUnavailableException _) {
      begin(); // so much has changed that it may have been there
    } catch (ServingException e) {
      failed(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closed, as another was the first or the process ends; else this is worth a look. */
  private synchronized void failed(ServingException failure) {
    if (!begun && !stopped) {
      log.error("whether there are {} is not known: their work begins now", resources, failure);
      begin();
    }
  }

  /** Begins now, unless it has begun already or nothing begins any more. */
  synchronized void begin() {
    if (!begun && !stopped) {
      begun = true;
      begin.run();
      watches.forEach(Watch::close);
      watches.clear();
    }
  }

  /** Nothing begins any more. */
  synchronized void stop() {
    stopped = true;
    watches.forEach(Watch::close);
    watches.clear();
  }
}
