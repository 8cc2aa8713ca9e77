// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.queue.Backoff;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.plan.ServicePlan;
import io.slipway.controlplane.operator.plan.UnservedStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says of each object of a kind that nothing serves it, so that nobody waits for it. */
final class Unserved implements WorkQueue.Work<ObjectKey> {
  private final Cache cache;
  private final Writes writes;
  private final InstantSource clock;
  private final WorkQueue<ObjectKey> queue;

  Unserved(KubeApi api, Kind kind, Backoff backoff, InstantSource clock) {
    this.writes = new Writes(api);
    this.clock = clock;
    this.queue = new WorkQueue<>(kind.resource().plural(), backoff, this);
    this.cache = new Cache(api, kind, each -> queue.add(each.key()));
  }

  void start() {
    queue.start(1);
    CompletableFuture<Void> _ = cache.start();
  }

  void stop() throws InterruptedException {
    queue.stop();
    cache.stop();
  }

  @Override
  public @Nullable Duration on(ObjectKey key) {
    ApiObject object = cache.get(key);
    if (object == null || object.metadata().deleting()) {
      return null;
    }
    Map<String, Object> status = UnservedStatus.of(object, clock.instant());
    try {
      if (ServicePlan.differs(status, object.status())) {
        writes.updateStatus(object, status);
      }
      return null;
    } catch (KubeException e) {
      if (e.isConflict()) {
        return ServiceReconciler.CACHE_IS_LATE;
      }
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }
}
