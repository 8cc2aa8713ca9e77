// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.plan.Children;
import io.slipway.controlplane.operator.plan.Plan;
import io.slipway.controlplane.operator.plan.ServicePlan;
import io.slipway.controlplane.operator.plan.Situation;
import io.slipway.controlplane.operator.revision.WayToRun;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does for a service what its plan says. */
final class ServiceReconciler implements WorkQueue.Work<ObjectKey> {
  /** Somebody has written since the cache was told: it will be, and then is the time. */
  static final Duration CACHE_IS_LATE = Duration.ofMillis(50);

  /** What somebody else has under a name that is needed may go without a word to us. */
  private static final Duration NAME_IS_TAKEN = Duration.ofSeconds(10);

  private final Caches caches;
  private final Writes writes;
  private final WayToRun home;
  private final InstantSource clock;

  ServiceReconciler(Caches caches, Writes writes, WayToRun home, InstantSource clock) {
    this.caches = caches;
    this.writes = writes;
    this.home = home;
    this.clock = clock;
  }

  @Override
  public @Nullable Duration on(ObjectKey key) {
    try {
      return reconcile(key);
    } catch (KubeException e) {
      if (e.isConflict()) {
        return CACHE_IS_LATE;
      }
      throw e;
    }
  }

  private @Nullable Duration reconcile(ObjectKey key) {
    ApiObject service = caches.services().get(key);
    if (service == null || service.metadata().deleting()) {
      deleteOrphans(key);
      return null;
    }
    if (deleteOthersThanOf(service)) {
      return null; // their going is a change of the service
    }
    Situation situation =
        new Situation(
            service,
            caches.servingRuntimes(),
            Children.of(
                Ownership.of(service, caches.revisions().of(key)),
                Ownership.of(service, caches.pods().of(key)),
                Ownership.of(service, caches.routes().of(key))),
            home,
            clock.instant());
    Plan plan = ServicePlan.of(situation);
    Duration again = plan.again();
    Map<String, Object> status = plan.status();
    try {
      act(plan, situation.children());
    } catch (KubeException e) {
      if (!Writes.isRefusal(e) && !e.isAlreadyExists()) {
        throw e;
      }
      status = ServicePlan.refused(situation, String.valueOf(e.getMessage()));
      again = e.isAlreadyExists() ? NAME_IS_TAKEN : again;
    }
    if (ServicePlan.differs(status, service.status())) {
      writes.updateStatus(service, status);
    }
    RuntimeException failure = plan.failure();
    if (failure != null) {
      throw failure; // to be tried again, later after each
    }
    return again;
  }

  private void act(Plan plan, Children children) {
    plan.create().forEach(writes::create);
    for (ApiObject changed : plan.update()) {
      writes.updateSpec(known(changed.key(), children), changed.spec());
    }
    plan.delete().forEach(writes::delete);
  }

  /** Only routes are changed once they are there. */
  private static ApiObject known(ObjectKey key, Children children) {
    for (Children.KnownRoute route : children.routes()) {
      if (route.object().key().equals(key)) {
        return route.object();
      }
    }
    throw new IllegalStateException("route " + key + " is to be changed (expected: to be there)");
  }

  /** Where nobody collects garbage, nobody else does; asks the API first, as caches may be late. */
  private void deleteOrphans(ObjectKey key) {
    List<ApiObject> children = children(key);
    if (!children.isEmpty()) {
      Ownership.leftBehind(key, writes.get(Kind.SERVICE, key), children).forEach(this::delete);
    }
  }

  /** Of an earlier service of this name. */
  private boolean deleteOthersThanOf(ApiObject service) {
    List<ApiObject> others = Ownership.leftBehind(service.key(), service, children(service.key()));
    others.forEach(this::delete);
    return !others.isEmpty();
  }

  private void delete(ApiObject child) {
    if (!child.metadata().deleting()) {
      writes.delete(child);
    }
  }

  private List<ApiObject> children(ObjectKey key) {
    List<ApiObject> children = new ArrayList<>(caches.pods().of(key));
    children.addAll(caches.routes().of(key));
    children.addAll(caches.revisions().of(key));
    return children;
  }
}
