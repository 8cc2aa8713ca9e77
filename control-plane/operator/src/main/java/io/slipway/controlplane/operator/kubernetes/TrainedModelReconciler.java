// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.queue.Backoff;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.plan.ServicePlan;
import io.slipway.controlplane.operator.plan.TrainedModels;
import io.slipway.controlplane.operator.revision.ModelHost;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Has the TrainedModels of services loaded, and says what has become of each. */
final class TrainedModelReconciler implements WorkQueue.Work<ObjectKey> {
  /** Models do not tell when they are loaded. */
  private static final Duration WHILE_LOADING = Duration.ofMillis(100);

  private final Cache models;
  private final Caches known;
  private final Writes writes;
  private final ModelHost host;
  private final InstantSource clock;
  private final WorkQueue<ObjectKey> queue;

  /** A model that moves to another service has to leave the one that it was in. */
  private final Map<ObjectKey, ObjectKey> lastServices = new ConcurrentHashMap<>();

  TrainedModelReconciler(
      KubeApi api, Caches known, ModelHost host, Backoff backoff, InstantSource clock) {
    this.known = known;
    this.writes = new Writes(api);
    this.host = host;
    this.clock = clock;
    this.queue = new WorkQueue<>("trained models", backoff, this);
    this.models = new Cache(api, Kind.TRAINED_MODEL, this::changed);
  }

  /**
   * @param all completed when all is known that there is beside models
   */
  void start(CompletableFuture<Void> all) {
    CompletableFuture<Void> _ = CompletableFuture.allOf(all, models.start()).thenRun(this::begin);
  }

  /** Not before all is known: servers that have gone on keep what they have until then. */
  private void begin() {
    Set<ObjectKey> withModels = new HashSet<>();
    for (ApiObject model : models.all()) {
      withModels.add(TrainedModels.serviceOf(model));
    }
    host.othersHaveNone(withModels);
    queue.start(1);
  }

  void stop() throws InterruptedException {
    queue.stop();
    models.stop();
  }

  /** A service has changed, or what was made for it. */
  void serviceChanged(ObjectKey service) {
    if (lastServices.containsValue(service)) {
      queue.add(service);
    }
  }

  private void changed(ApiObject model) {
    ObjectKey service = TrainedModels.serviceOf(model);
    boolean gone = models.get(model.key()) == null;
    ObjectKey before =
        gone ? lastServices.remove(model.key()) : lastServices.put(model.key(), service);
    queue.add(service);
    if (before != null && !before.equals(service)) {
      queue.add(before);
    }
  }

  /** The models of a service that are not to go. */
  private List<ApiObject> own(ObjectKey service) {
    List<ApiObject> own = new ArrayList<>();
    for (ApiObject model : models.all()) {
      if (!model.metadata().deleting() && TrainedModels.serviceOf(model).equals(service)) {
        own.add(model);
      }
    }
    return own;
  }

  @Override
  public @Nullable Duration on(ObjectKey service) {
    List<ApiObject> own = own(service);
    TrainedModels plan =
        TrainedModels.of(known.services().get(service), own, known.servingRuntimes());
    host.serve(service, plan.wanted());
    boolean again = false;
    for (ApiObject model : own) {
      Map<String, Object> status =
          plan.status(model, source -> host.progress(service, source), clock.instant());
      again |= TrainedModels.isLoading(status);
      again |= ServicePlan.differs(status, model.status()) && !write(model, status);
    }
    return again ? WHILE_LOADING : null;
  }

  /** False if the cache is late. */
  private boolean write(ApiObject model, Map<String, Object> status) {
    try {
      writes.updateStatus(model, status);
      return true;
    } catch (KubeException e) {
      if (e.isConflict()) {
        return false;
      }
      if (e.isNotFound()) {
        return true;
      }
      throw e;
    }
  }
}
