// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Makes the documents. A large definition makes a large document: keep its bytes, not the tree. */
public final class OpenApiDocuments {
  private OpenApiDocuments() {}

  /**
   * The index.
   *
   * @param hashes of the documents by their names: clients keep a document until its hash changes
   */
  public static ObjectNode index(Map<String, String> hashes) {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = index.putObject("paths");
    hashes.forEach((name, hash) ->
        paths.putObject(name).put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash));
    return index;
  }

  /** The document of a group and version with the kinds that are in it. */
  public static ObjectNode document(String group, String version, List<OpenApiKind> kinds) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "unversioned");
    ObjectNode paths = document.putObject("paths");
    Components components = new Components(OpenApiKind.componentPrefix(group, version));
    for (OpenApiKind kind : kinds) {
      describe(kind, components);
      new OpenApiPaths(kind, paths).add();
    }
    document.putObject("components").set("schemas", components.toJson());
    return document;
  }

  private static void describe(OpenApiKind kind, Components components) {
    ObjectNode schema = kind.schema().describe(components);
    mark(schema, kind.mark());
    components.put(kind.componentName(), schema);
    ObjectNode list = components.reserve(kind.componentName() + "List");
    ObjectNode properties = list.put("type", "object").putObject("properties");
    properties.set("apiVersion", MetaSchemas.text());
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.set("items", Components.reference(kind.componentName()));
    properties.set("kind", MetaSchemas.text());
    properties.set("metadata", Components.reference(Components.meta("ListMeta")));
    list.putArray("required").add("items");
    mark(list, kind.mark(kind.kind() + "List"));
  }

  private static void mark(ObjectNode schema, ObjectNode mark) {
    ArrayNode marks = schema.putArray("x-kubernetes-group-version-kind");
    marks.add(mark);
  }
}
