// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A Kubernetes object. Nobody changes it once it is made.
 *
 * @param fields those beside {@code apiVersion}, {@code kind} and {@code metadata}, as {@link
 *     Fields} reads them
 */
public record ApiObject(
    String apiVersion, String kind, Metadata metadata, Map<String, Object> fields) {
  public ApiObject {
    Objects.requireNonNull(apiVersion, "apiVersion");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(fields, "fields");
  }

  public ObjectKey key() {
    return metadata.key();
  }

  public Map<String, Object> spec() {
    return Fields.map(fields, "spec");
  }

  public Map<String, Object> status() {
    return Fields.map(fields, "status");
  }

  /** The same object with another value of one of its fields. */
  public ApiObject with(String field, Map<String, Object> value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new ApiObject(apiVersion, kind, metadata, changed);
  }

  /** As the owner of what is made for it. */
  public Owner asOwner() {
    return new Owner(apiVersion, kind, metadata.name(), metadata.uid());
  }
}
