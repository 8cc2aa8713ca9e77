// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.Owner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the client's objects and those that decisions are made by. */
final class Conversion {
  private Conversion() {}

  static ApiObject fromApi(KubeObject object) {
    Map<String, Object> json = object.json();
    Map<String, Object> fields = new LinkedHashMap<>(json);
    fields.remove("apiVersion");
    fields.remove("kind");
    fields.remove("metadata");
    Map<String, Object> meta = Fields.map(json, "metadata");
    Metadata metadata =
        new Metadata(
            Fields.text(meta, "namespace"),
            Fields.text(meta, "name"),
            Fields.text(meta, "uid"),
            Fields.text(meta, "resourceVersion"),
            Fields.number(meta, 0, "generation"),
            Fields.text(meta, "creationTimestamp"),
            object.isDeleting(),
            Fields.texts(meta, "labels"),
            Fields.texts(meta, "annotations"),
            controller(meta));
    return new ApiObject(Fields.text(json, "apiVersion"), object.kind(), metadata, fields);
  }

  /** As it is created. */
  static Map<String, Object> toApi(ApiObject object) {
    Metadata metadata = object.metadata();
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("namespace", metadata.namespace());
    meta.put("name", metadata.name());
    meta.put("labels", metadata.labels());
    meta.put("annotations", metadata.annotations());
    Owner owner = metadata.owner();
    if (owner != null) {
      meta.put("ownerReferences", List.of(reference(owner)));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("apiVersion", object.apiVersion());
    json.put("kind", object.kind());
    json.put("metadata", meta);
    json.putAll(object.fields());
    return json;
  }

  /** Which object it is, and no other of its name. */
  static Map<String, Object> identity(ApiObject object) {
    Metadata metadata = object.metadata();
    return Map.of(
        "kind",
        object.kind(),
        "metadata",
        Map.of("namespace", metadata.namespace(), "name", metadata.name(), "uid", metadata.uid()));
  }

  private static Map<String, Object> reference(Owner owner) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", owner.apiVersion());
    reference.put("kind", owner.kind());
    reference.put("name", owner.name());
    reference.put("uid", owner.uid());
    reference.put("controller", true);
    reference.put("blockOwnerDeletion", true);
    return reference;
  }

  private static @Nullable Owner controller(Map<String, Object> meta) {
    for (Map<String, Object> reference : Fields.maps(meta, "ownerReferences")) {
      if (Fields.isTrue(reference, "controller")) {
        return new Owner(
            Fields.text(reference, "apiVersion"),
            Fields.text(reference, "kind"),
            Fields.text(reference, "name"),
            Fields.text(reference, "uid"));
      }
    }
    return null;
  }
}
