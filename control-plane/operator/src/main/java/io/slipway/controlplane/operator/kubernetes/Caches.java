// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What is known of the API. */
final class Caches {
  private final Cache services;
  private final Cache runtimes;
  private final Cache clusterRuntimes;
  private final Cache revisions;
  private final Cache routes;
  private final Cache pods;

  /**
   * @param serviceChanged called with each service that has changed, or what was made for it
   * @param routeChanged called when routes have changed, or Pods that they lead to
   */
  Caches(KubeApi api, Consumer<ObjectKey> serviceChanged, Runnable routeChanged) {
    services = new Cache(api, Kind.SERVICE, each -> serviceChanged.accept(each.key()));
    runtimes = new Cache(api, Kind.RUNTIME, _ -> all(serviceChanged));
    clusterRuntimes = new Cache(api, Kind.CLUSTER_RUNTIME, _ -> all(serviceChanged));
    revisions = new Cache(api, Kind.REVISION, each -> serviceChanged.accept(Cache.serviceOf(each)));
    routes =
        new Cache(
            api,
            Kind.ROUTE,
            each -> {
              serviceChanged.accept(Cache.serviceOf(each));
              routeChanged.run();
            });
    pods =
        new Cache(
            api,
            Kind.POD,
            each -> {
              serviceChanged.accept(Cache.serviceOf(each));
              routeChanged.run();
            });
  }

  /** Ends when all objects of all kinds are there. */
  CompletableFuture<Void> start() {
    List<Cache> all = all();
    CompletableFuture<?>[] started = new CompletableFuture<?>[all.size()];
    for (int i = 0; i < started.length; i++) {
      started[i] = all.get(i).start();
    }
    return CompletableFuture.allOf(started);
  }

  void stop() {
    all().forEach(Cache::stop);
  }

  Cache services() {
    return services;
  }

  Cache runtimes() {
    return runtimes;
  }

  Cache clusterRuntimes() {
    return clusterRuntimes;
  }

  Cache revisions() {
    return revisions;
  }

  Cache routes() {
    return routes;
  }

  Cache pods() {
    return pods;
  }

  /** Of the API and built in. */
  List<ServingRuntime> servingRuntimes() {
    List<ServingRuntime> all = new ArrayList<>();
    runtimes.all().forEach(each -> all.add(ServingRuntime.of(each)));
    clusterRuntimes.all().forEach(each -> all.add(ServingRuntime.of(each)));
    return BuiltInRuntimes.among(all);
  }

  private List<Cache> all() {
    return List.of(services, runtimes, clusterRuntimes, revisions, routes, pods);
  }

  private void all(Consumer<ObjectKey> serviceChanged) {
    services.all().forEach(each -> serviceChanged.accept(each.key()));
  }
}
