// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;

/**
 * What every document refers to: the metadata of objects and lists, and the answers without one.
 */
final class MetaSchemas {
  private MetaSchemas() {}

  static void add(Components components) {
    if (components.has(Components.meta("ObjectMeta"))) {
      return;
    }
    ObjectNode metadata = components.reserve(Components.meta("ObjectMeta"));
    TypeSchemas types = new TypeSchemas(components);
    metadata.setAll(types.inline(BuiltinTypes.objectMeta()));
    listMeta(components.reserve(Components.meta("ListMeta")));
    status(components.reserve(Components.meta("Status")));
    deleteOptions(components.reserve(Components.meta("DeleteOptions")));
    // What a merge patch or an apply sends is whatever it is.
    components.reserve(Components.meta("Patch")).put("type", "object");
  }

  static ObjectNode text() {
    return JsonNodeFactory.instance.objectNode().put("type", "string");
  }

  private static ObjectNode number() {
    return JsonNodeFactory.instance.objectNode().put("type", "integer").put("format", "int64");
  }

  private static void listMeta(ObjectNode schema) {
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    properties.set("continue", text());
    properties.set("remainingItemCount", number());
    properties.set("resourceVersion", text());
    properties.set("selfLink", text());
  }

  private static void status(ObjectNode schema) {
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    for (String name : new String[] {"apiVersion", "kind", "message", "reason", "status"}) {
      properties.set(name, text());
    }
    properties.set("code", number());
    properties.putObject("details").put("type", "object");
    properties.set("metadata", Components.reference(Components.meta("ListMeta")));
  }

  private static void deleteOptions(ObjectNode schema) {
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    properties.set("apiVersion", text());
    properties.set("kind", text());
    properties.putObject("dryRun").put("type", "array").set("items", text());
    properties.set("gracePeriodSeconds", number());
    properties.putObject("orphanDependents").put("type", "boolean");
    properties.putObject("preconditions").put("type", "object");
    properties.set("propagationPolicy", text());
  }
}
