// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.api.route.Router;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.queue.Backoff;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.controlplane.operator.revision.WayToRun;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The controller of InferenceServices: makes Revisions, Pods and Routes of them, tells the router
 * who answers, and writes their status. One of it runs for an API.
 */
public final class Operator {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofMinutes(1));
  private static final int SERVICES_AT_ONCE = 4;

  private final KubeApi api;
  private final InstantSource clock;
  private final Caches caches;
  private final WorkQueue<ObjectKey> services;
  private final WorkQueue<Routing.Everything> routes;
  private @Nullable Unserved graphs;
  private volatile @Nullable TrainedModelReconciler models;

  /** Completed when all services, and all that was made for them, are known. */
  private final CompletableFuture<Void> known = new CompletableFuture<>();

  private Operator(KubeApi api, WayToRun home, Router router, InstantSource clock) {
    this.api = api;
    this.clock = clock;
    this.caches = new Caches(api, this::changed, this::routesChanged);
    Writes writes = new Writes(api);
    this.services =
        new WorkQueue<>("services", BACKOFF, new ServiceReconciler(caches, writes, home, clock));
    this.routes = new WorkQueue<>("routes", BACKOFF, new Routing(caches, writes, router));
  }

  /**
   * Begins to read the API; works once it knows it, which is told by {@code ready}. An API that
   * cannot be read is tried again.
   *
   * @param api answers until after {@link #stop}
   * @param home how revisions are run
   * @param ready completed when all that the API has is known
   */
  public static Operator start(
      KubeApi api, WayToRun home, Router router, CompletableFuture<Void> ready) {
    Operator operator = new Operator(api, home, router, InstantSource.system());
    operator
        .caches
        .start()
        .whenComplete((_, failure) -> {
          if (failure == null) {
            operator.services.start(SERVICES_AT_ONCE);
            operator.routes.start(1);
            operator.known.complete(null);
            ready.complete(null);
          } else {
            ready.completeExceptionally(failure);
          }
        });
    return operator;
  }

  /**
   * Follows InferenceGraphs and TrainedModels too; called once, and not before there may be some:
   * until then nothing is asked of the API for them. Does not block.
   *
   * @param host where TrainedModels are loaded
   */
  public synchronized void followRareKinds(ModelHost host) {
    Unserved started = new Unserved(api, Kind.GRAPH, BACKOFF, clock);
    graphs = started;
    started.start();
    TrainedModelReconciler reconciler =
        new TrainedModelReconciler(api, caches, host, BACKOFF, clock);
    models = reconciler;
    reconciler.start(known);
  }

  /** Ends all work; what it has made stays, and is found again by the next. */
  public synchronized void stop() throws InterruptedException {
    if (graphs != null) {
      graphs.stop();
    }
    if (models != null) {
      models.stop();
    }
    services.stop();
    routes.stop();
    caches.stop();
  }

  private void changed(ObjectKey service) {
    services.add(service);
    TrainedModelReconciler followed = models;
    if (followed != null) {
      followed.serviceChanged(service);
    }
  }

  private void routesChanged() {
    routes.add(Routing.Everything.ROUTES);
  }
}
