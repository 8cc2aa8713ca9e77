// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of a kind: as the watch told, and as own writes were answered, whichever is newer. So
 * what was created is known at once, and is not created again. Thread-safe.
 */
final class Cache {
  private static final int REMEMBERED = 2048;

  private final Map<String, Map<String, KubeObject>> byNamespace = new HashMap<>();

  /** By uid: the answer to a write may come after the news that the object is gone. */
  private final Map<String, Boolean> gone =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized List<KubeObject> all(String namespace) {
    return new ArrayList<>(byNamespace.getOrDefault(namespace, Map.of()).values());
  }

  synchronized List<KubeObject> all() {
    List<KubeObject> all = new ArrayList<>();
    byNamespace.values().forEach(some -> all.addAll(some.values()));
    return all;
  }

  synchronized Optional<KubeObject> find(String namespace, String name) {
    return Optional.ofNullable(byNamespace.getOrDefault(namespace, Map.of()).get(name));
  }

  /** Takes an object, unless a newer one is known, or that it is gone. */
  synchronized void put(KubeObject object) {
    if (gone.containsKey(object.uid())) {
      return;
    }
    KubeObject known = find(object.namespace(), object.name()).orElse(null);
    if (known == null || !known.uid().equals(object.uid()) || isNewer(object, known)) {
      byNamespace
          .computeIfAbsent(object.namespace(), _ -> new HashMap<>())
          .put(object.name(), object);
    }
  }

  synchronized void remove(KubeObject object) {
    gone.put(object.uid(), true);
    drop(object);
  }

  private void drop(KubeObject object) {
    KubeObject known = find(object.namespace(), object.name()).orElse(null);
    if (known != null && known.uid().equals(object.uid())) {
      Map<String, KubeObject> some = byNamespace.getOrDefault(object.namespace(), Map.of());
      some.remove(object.name());
      if (some.isEmpty()) {
        byNamespace.remove(object.namespace());
      }
    }
  }

  /** Marks an object as one that was asked to go, until the watch says more. */
  synchronized void markDeleting(KubeObject object, String now) {
    KubeObject known = find(object.namespace(), object.name()).orElse(null);
    if (known != null && known.uid().equals(object.uid()) && !known.isDeleting()) {
      Map<String, Object> metadata = new LinkedHashMap<>(known.metadata().json());
      metadata.put("deletionTimestamp", now);
      Map<String, Object> json = new LinkedHashMap<>(known.json());
      json.put("metadata", metadata);
      byNamespace
          .getOrDefault(object.namespace(), Map.of())
          .put(object.name(), new KubeObject(json));
    }
  }

  /** Forgets what a list does not have; what was created since, the watch will tell. */
  synchronized void retain(Set<String> uids) {
    for (KubeObject object : all()) {
      if (!uids.contains(object.uid())) {
        drop(object);
      }
    }
  }

  /** Versions of one object are numbers that grow; others are taken as they come. */
  private static boolean isNewer(KubeObject object, KubeObject known) {
    String version = object.resourceVersion();
    String before = known.resourceVersion();
    return version.length() == before.length()
        ? version.compareTo(before) >= 0
        : version.length() > before.length();
  }
}
