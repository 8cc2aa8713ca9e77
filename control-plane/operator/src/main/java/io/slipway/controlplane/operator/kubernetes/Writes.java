// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.MergePatch;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.objects.Owner;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes objects. Each method blocks until the API has answered, and throws if it refused. */
final class Writes {
  private static final int UNPROCESSABLE = 422;
  private static final long GRACE_SECONDS = 30;

  private final KubeApi api;

  Writes(KubeApi api) {
    this.api = api;
  }

  /** Creates an object, unless its owner has it already, as when a cache is late. */
  void create(ApiObject object) {
    Kind kind = Kind.of(object.kind());
    try {
      api.create(kind.resource(), object.metadata().namespace(), Conversion.toApi(object));
    } catch (KubeException e) {
      ApiObject present = e.isAlreadyExists() ? get(kind, object.key()) : null;
      if (present == null || !hasOwnerOf(present, object)) {
        throw e;
      }
    }
  }

  private static boolean hasOwnerOf(ApiObject present, ApiObject object) {
    Owner owner = present.metadata().owner();
    Owner wanted = object.metadata().owner();
    return owner != null && wanted != null && owner.uid().equals(wanted.uid());
  }

  /** Sets the spec of an object that nobody has changed since it was read. */
  void updateSpec(ApiObject object, Map<String, Object> spec) {
    Map<String, Object> patch = ofVersion(object);
    patch.put("spec", MergePatch.replacing(object.spec(), spec));
    Metadata metadata = object.metadata();
    api.patch(
        Kind.of(object.kind()).resource(),
        metadata.namespace(),
        metadata.name(),
        Patch.merge(patch));
  }

  /** Sets the status of an object that nobody has changed since it was read. */
  void updateStatus(ApiObject object, Map<String, Object> status) {
    Map<String, Object> patch = ofVersion(object);
    patch.put("status", MergePatch.replacing(object.status(), status));
    Metadata metadata = object.metadata();
    api.patchStatus(
        Kind.of(object.kind()).resource(),
        metadata.namespace(),
        metadata.name(),
        Patch.merge(patch));
  }

  /** Deletes an object, unless it has gone already. */
  void delete(ApiObject object) {
    Kind kind = Kind.of(object.kind());
    Object written = object.spec().get("terminationGracePeriodSeconds");
    long grace = written instanceof Number seconds ? seconds.longValue() : GRACE_SECONDS;
    KubeObject exactly = new KubeObject(Conversion.identity(object));
    api.delete(kind.resource(), exactly, kind == Kind.POD ? grace : 0);
  }

  /** The object as the API has it now; null if it has none. */
  @Nullable ApiObject get(Kind kind, ObjectKey key) {
    return api.get(kind.resource(), key.namespace(), key.name())
        .map(Conversion::fromApi)
        .orElse(null);
  }

  /** Whether the API would say the same again: the object is not what it takes. */
  static boolean isRefusal(KubeException e) {
    return switch (e.code()) {
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
          true;
      default -> false;
    };
  }

  private static Map<String, Object> ofVersion(ApiObject object) {
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("metadata", Map.of("resourceVersion", object.metadata().resourceVersion()));
    return patch;
  }
}
