// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.MergePatch;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Timestamps;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.plan.Change;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Carries changes out, and remembers what the API answered. Each call blocks. */
final class Writes {
  private static final long GRACE_SECONDS = 30;

  private final KubeApi api;
  private final Caches caches;

  Writes(KubeApi api, Caches caches) {
    this.api = api;
    this.caches = caches;
  }

  /**
   * @throws KubeException if the API refuses it or does not answer
   */
  void make(Change change, Instant now) {
    switch (change) {
      case Change.Create create -> create(create);
      case Change.Delete delete -> delete(delete, now);
      case Change.Patch patch -> patch(patch);
      case Change.Status status -> status(status);
    }
  }

  private void create(Change.Create change) {
    Kind kind = change.kind();
    Fields metadata = Fields.of(change.object()).fields("metadata");
    String namespace = metadata.text("namespace");
    try {
      remember(kind, api.create(kind.resource(), namespace, change.object()));
    } catch (KubeException e) {
      if (!e.isAlreadyExists() || !isThere(change, metadata)) {
        throw e;
      }
    }
  }

  private boolean isThere(Change.Create change, Fields metadata) {
    Kind kind = change.kind();
    KubeObject present =
        api.get(kind.resource(), metadata.text("namespace"), metadata.text("name")).orElse(null);
    if (present == null) {
      return false;
    }
    remember(kind, present);
    return change.shared()
        || Owners.controller(present)
            .text("uid")
            .equals(Owners.controller(new KubeObject(change.object())).text("uid"));
  }

  private void delete(Change.Delete change, Instant now) {
    KubeObject object = change.object();
    long grace =
        change.kind() == Kind.POD
            ? object.spec().number("terminationGracePeriodSeconds", GRACE_SECONDS)
            : 0;
    api.delete(change.kind().resource(), object, grace);
    caches.of(change.kind()).markDeleting(object, Timestamps.text(now));
  }

  private void patch(Change.Patch change) {
    KubeObject object = change.object();
    Map<String, Object> patch = new LinkedHashMap<>(change.patch());
    Map<String, Object> metadata = new LinkedHashMap<>(Fields.of(patch).fields("metadata").json());
    metadata.put("resourceVersion", object.resourceVersion());
    patch.put("metadata", metadata);
    remember(
        change.kind(),
        api.patch(change.kind().resource(), object.namespace(), object.name(), Patch.merge(patch)));
  }

  private void status(Change.Status change) {
    KubeObject object = change.object();
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("metadata", Map.of("resourceVersion", object.resourceVersion()));
    patch.put("status", MergePatch.replacing(object.status().json(), change.status()));
    remember(
        change.kind(),
        api.patchStatus(
            change.kind().resource(), object.namespace(), object.name(), Patch.merge(patch)));
  }

  private void remember(Kind kind, KubeObject object) {
    if (object.metadata().has("managedFields")) {
      object.metadata().json().remove("managedFields");
    }
    caches.of(kind).put(object);
  }
}
