// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.resources.yaml.Position;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import io.slipway.controlplane.resources.yaml.YamlScalar.Kind;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service of the API as the document that a user wrote, for the checks of documents. */
final class ServiceDocument {
  private static final Position NOWHERE = Position.startOf("the API");

  private ServiceDocument() {}

  /** Without what the API server and controllers add to it. */
  static YamlMap of(ApiObject service) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", service.metadata().name());
    metadata.put("namespace", service.metadata().namespace());
    metadata.put("labels", service.metadata().labels());
    metadata.put("annotations", service.metadata().annotations());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", service.apiVersion());
    document.put("kind", service.kind());
    document.put("metadata", metadata);
    Object spec = service.fields().get("spec");
    if (spec != null) {
      document.put("spec", spec);
    }
    return map(document);
  }

  private static YamlMap map(Map<?, ?> fields) {
    Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : fields.entrySet()) {
      YamlValue value = value(each.getValue());
      entries.put(String.valueOf(each.getKey()), new YamlMap.Entry(NOWHERE, value));
    }
    return new YamlMap(NOWHERE, entries);
  }

  private static YamlValue value(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof List<?> list) {
      List<YamlValue> items = new ArrayList<>();
      for (Object item : list) {
        items.add(value(item));
      }
      return new YamlList(NOWHERE, items);
    }
    return new YamlScalar(NOWHERE, value == null ? "" : value.toString(), kind(value));
  }

  private static Kind kind(@Nullable Object value) {
    if (value == null) {
      return Kind.NULL;
    }
    if (value instanceof String) {
      return Kind.STRING;
    }
    if (value instanceof Boolean) {
      return Kind.BOOLEAN;
    }
    return value instanceof Double
            || value instanceof Float
            || value instanceof java.math.BigDecimal
        ? Kind.FLOAT
        : Kind.INTEGER;
  }
}
