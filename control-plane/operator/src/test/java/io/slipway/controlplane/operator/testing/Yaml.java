// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.testing;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.Owner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Objects from YAML. */
public final class Yaml {
  private Yaml() {}

  /** A document of one mapping. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> fields(String text) {
    return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  /** An object as the API would have it; {@code uid-NAME} is its uid. */
  public static ApiObject object(String text) {
    Map<String, Object> fields = new LinkedHashMap<>(fields(text));
    Map<String, Object> metadata = Fields.map(fields, "metadata");
    fields.remove("apiVersion");
    fields.remove("kind");
    fields.remove("metadata");
    String name = Fields.text(metadata, "name");
    Metadata meta =
        new Metadata(
            Fields.text(metadata, "namespace"),
            name,
            "uid-" + name,
            "1",
            Fields.number(metadata, 1, "generation"),
            Fields.text(metadata, "creationTimestamp"),
            false,
            Fields.texts(metadata, "labels"),
            Fields.texts(metadata, "annotations"),
            null);
    Map<String, Object> all = fields(text);
    return new ApiObject(Fields.text(all, "apiVersion"), Fields.text(all, "kind"), meta, fields);
  }

  /** The object with a controller. */
  public static ApiObject owned(ApiObject object, Owner owner) {
    Metadata meta = object.metadata();
    Metadata owned =
        new Metadata(
            meta.namespace(),
            meta.name(),
            meta.uid(),
            meta.resourceVersion(),
            meta.generation(),
            meta.created(),
            meta.deleting(),
            meta.labels(),
            meta.annotations(),
            owner);
    return new ApiObject(object.apiVersion(), object.kind(), owned, object.fields());
  }

  /** The paths of some of the objects, for short comparisons: {@code Kind/name}. */
  public static List<String> names(List<ApiObject> objects) {
    return objects.stream().map(each -> each.kind() + "/" + each.metadata().name()).toList();
  }
}
