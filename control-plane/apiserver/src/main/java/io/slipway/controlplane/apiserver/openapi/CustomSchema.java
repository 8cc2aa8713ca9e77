// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The documents of a defined kind: its schema as it was given, and what all objects have. */
public final class CustomSchema implements OpenApiKind.KindSchema {
  private final JsonNode schema;

  public CustomSchema(JsonNode schema) {
    this.schema = schema;
  }

  @Override
  public ObjectNode describe(Components components) {
    MetaSchemas.add(components);
    ObjectNode described =
        schema.isObject()
            ? schema.deepCopy()
            : JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = described.withObject("/properties");
    properties.set("apiVersion", MetaSchemas.text());
    properties.set("kind", MetaSchemas.text());
    properties.set("metadata", Components.reference(Components.meta("ObjectMeta")));
    return described;
  }
}
