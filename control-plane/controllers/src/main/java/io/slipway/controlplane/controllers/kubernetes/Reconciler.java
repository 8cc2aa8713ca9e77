// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has an object's controller decide, and does what it says. */
final class Reconciler implements WorkQueue.Work<Work> {
  /** Somebody has written since the cache was told: it will be, and then is the time. */
  private static final Duration CACHE_IS_LATE = Duration.ofMillis(50);

  private static final int UNPROCESSABLE = 422;

  private final Map<Kind, Controller> controllers;
  private final Caches caches;
  private final Writes writes;
  private final Refusals refusals;
  private final InstantSource clock;

  Reconciler(
      Map<Kind, Controller> controllers,
      Caches caches,
      Writes writes,
      Refusals refusals,
      InstantSource clock) {
    this.controllers = controllers;
    this.caches = caches;
    this.writes = writes;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public @Nullable Duration on(Work work) {
    Controller controller = controllers.get(work.kind());
    // that an object is gone is only known where all of its kind are
    if (controller == null
        || !caches.know(Set.of(work.kind()))
        || !caches.know(controller.reads())) {
      return null; // its objects are looked at when all is known
    }
    KubeObject object = caches.find(work.kind(), work.namespace(), work.name()).orElse(null);
    Plan plan =
        object == null
            ? controller.gone(work.namespace(), work.name(), caches)
            : controller.plan(object, caches, clock.instant());
    for (Change change : plan.changes()) {
      try {
        writes.make(change, clock.instant());
      } catch (KubeException e) {
        if (e.isConflict() || (e.isNotFound() && !(change instanceof Change.Create))) {
          return CACHE_IS_LATE;
        }
        if (isRefusal(e) && change instanceof Change.Create) {
          tell(controller, work, String.valueOf(e.getMessage()));
        }
        throw e;
      }
    }
    return plan.again().in();
  }

  private void tell(Controller controller, Work work, String message) {
    KubeObject object = caches.find(work.kind(), work.namespace(), work.name()).orElse(null);
    if (object != null) {
      refusals.tell(controller.kind(), object, controller.refusal(message), clock.instant());
      controller
          .refused(object, message, clock.instant())
          .ifPresent(status ->
              writes.make(new Change.Status(work.kind(), object, status), clock.instant()));
    }
  }

  /** Whether the API would say the same again. */
  private static boolean isRefusal(KubeException e) {
    return switch (e.code()) {
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
          true;
      default -> false;
    };
  }
}
