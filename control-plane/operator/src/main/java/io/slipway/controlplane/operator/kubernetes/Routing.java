// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.api.route.RouteTable;
import io.slipway.api.route.Router;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.revision.Route;
import io.slipway.controlplane.operator.revision.RoutesInUse;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands the routes to the router, and says of each that it has been read. */
final class Routing implements WorkQueue.Work<Routing.Everything> {
  /** All routes are one piece of work, because they are one table. */
  enum Everything {
    ROUTES
  }

  private final Caches caches;
  private final Writes writes;
  private final Router router;
  private RouteTable inUse = RouteTable.EMPTY;

  Routing(Caches caches, Writes writes, Router router) {
    this.caches = caches;
    this.writes = writes;
    this.router = router;
  }

  @Override
  public @Nullable Duration on(Everything key) {
    Collection<ApiObject> routes = caches.routes().all();
    RouteTable table = RoutesInUse.table(routes, caches.pods().all());
    if (!table.equals(inUse)) {
      router.use(table);
      inUse = table;
    }
    Duration again = null;
    for (ApiObject route : routes) {
      if (!Route.isInPlace(route) && !route.metadata().deleting()) {
        Map<String, Object> status = new LinkedHashMap<>(route.status());
        status.put("observedGeneration", route.metadata().generation());
        try {
          writes.updateStatus(route, status);
        } catch (KubeException e) {
          if (!e.isConflict() && !e.isNotFound()) {
            throw e;
          }
          again = ServiceReconciler.CACHE_IS_LATE;
        }
      }
    }
    return again;
  }
}
