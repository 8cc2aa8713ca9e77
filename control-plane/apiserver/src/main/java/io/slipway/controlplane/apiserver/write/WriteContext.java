// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import java.time.Instant;
import java.util.List;

/**
 * A write as it was asked for.
 *
 * @param namespace of the request; empty for kinds of the cluster
 * @param name of the request; empty for a create
 */
public record WriteContext(
    ResourceType type, String namespace, String name, WriteOptions options, Instant now) {
  void refuse(String object, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(type.kind(), object, errors);
    }
  }

  /** An object in the namespace of the request, or one that says nothing of its namespace. */
  void placeInNamespace(Metadata metadata) {
    String said = metadata.text(Metadata.NAMESPACE);
    if (said.isEmpty() && type.namespaced()) {
      metadata.put(Metadata.NAMESPACE, namespace);
    } else if (!said.equals(type.namespaced() ? namespace : "")) {
      throw ApiErrors.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  ApiException stale() {
    return ApiErrors.stale(type.resource(), name);
  }
}
