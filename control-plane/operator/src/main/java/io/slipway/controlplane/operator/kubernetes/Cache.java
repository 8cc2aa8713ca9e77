// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All objects of a kind, kept up to date by a watch. Thread-safe. */
final class Cache {
  private final Kind kind;
  private final Consumer<ApiObject> changed;
  private final Map<ObjectKey, ApiObject> objects = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Map<String, ApiObject>> byService = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> listed = new CompletableFuture<>();
  private final Following following;

  /**
   * Begins with {@link #start}.
   *
   * @param changed called with each object that has come, changed or gone; must not block
   */
  Cache(KubeApi api, Kind kind, Consumer<ApiObject> changed) {
    this.kind = kind;
    this.changed = changed;
    this.following =
        new Following(
            api,
            kind.resource(),
            "",
            kind.isOfServices() ? Labels.SERVICE : "",
            new Following.Listener() {
              @Override
              public void changed(KubeObject object) {
                put(Conversion.fromApi(object));
              }

              @Override
              public void deleted(KubeObject last) {
                remove(Conversion.fromApi(last));
              }

              @Override
              public void listed() {
                listed.complete(null);
              }
            });
  }

  /** The service that an object was made for. */
  static ObjectKey serviceOf(ApiObject object) {
    String service = object.metadata().labels().getOrDefault(Labels.SERVICE, "");
    return new ObjectKey(object.metadata().namespace(), service);
  }

  /** Completed when all objects are there for the first time. */
  CompletableFuture<Void> start() {
    following.start();
    return listed;
  }

  void stop() {
    following.close();
  }

  @Nullable ApiObject get(ObjectKey key) {
    return objects.get(key);
  }

  Collection<ApiObject> all() {
    return List.copyOf(objects.values());
  }

  /** Those that were made for a service. */
  List<ApiObject> of(ObjectKey service) {
    Map<String, ApiObject> some = byService.get(service);
    return some == null ? List.of() : new ArrayList<>(some.values());
  }

  private void put(ApiObject object) {
    ApiObject before = objects.put(object.key(), object);
    if (kind.isOfServices()) {
      if (before != null && !serviceOf(before).equals(serviceOf(object))) {
        removeOfService(before);
      }
      byService
          .computeIfAbsent(serviceOf(object), _ -> new ConcurrentHashMap<>())
          .put(object.metadata().name(), object);
    }
    changed.accept(object);
  }

  private void remove(ApiObject object) {
    objects.remove(object.key());
    if (kind.isOfServices()) {
      removeOfService(object);
    }
    changed.accept(object);
  }

  private void removeOfService(ApiObject object) {
    byService.computeIfPresent(
        serviceOf(object),
        (_, some) -> {
          some.remove(object.metadata().name());
          return some.isEmpty() ? null : some;
        });
  }
}
