// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.controllers.kubernetes.Controllers;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.RevisionUnavailableException;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers of Kubernetes' own workloads, from the first object on that one of them is for.
 * Until then none of their classes is loaded, and nothing is asked of the API.
 */
final class Workloads {
  private static final Logger log = LoggerFactory.getLogger(Workloads.class);
  private static final List<String> RESOURCES =
      List.of(
          "services",
          "apps/deployments",
          "apps/replicasets",
          "apps/statefulsets",
          "batch/jobs",
          "batch/cronjobs");
  private static final Duration LONG = Duration.ofDays(1);

  private final KubeApi api;
  private final List<Watch> watches = new ArrayList<>();
  private @Nullable Controllers controllers;
  private boolean stopped;

  private Workloads(KubeApi api) {
    this.api = api;
  }

  /**
   * Does not wait for anything.
   *
   * @param store where the objects of the API are
   */
  static Workloads start(ObjectStore store, KubeApi api) {
    Workloads workloads = new Workloads(api);
    long revision = store.revision();
    for (String resource : RESOURCES) {
      if (store.count(Scope.all(resource)) > 0) {
        workloads.begin();
        return workloads;
      }
    }
    for (String resource : RESOURCES) {
      workloads.await(store.watch(Scope.all(resource), revision), resource);
    }
    return workloads;
  }

  private synchronized void await(Watch watch, String resource) {
    if (controllers == null && !stopped) {
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
    if (controllers == null && !stopped) {
      log.error("whether there are workloads is not known: their controllers start now", failure);
      begin();
    }
  }

  private synchronized void begin() {
    if (controllers == null && !stopped) {
      controllers = Controllers.start(api);
      watches.forEach(Watch::close);
      watches.clear();
    }
  }

  /** Ends all work; what was made stays, and the next start goes on with it. */
  void stop() throws InterruptedException {
    Controllers running;
    synchronized (this) {
      stopped = true;
      watches.forEach(Watch::close);
      running = controllers;
    }
    if (running != null) {
      running.stop();
    }
  }
}
