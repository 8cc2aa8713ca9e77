// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** The descriptions of one document by name, each there once however often it is referred to. */
public final class Components {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private final Map<String, ObjectNode> schemas = new TreeMap<>();
  private final String prefix;

  Components(String prefix) {
    this.prefix = prefix;
  }

  /** Whether a description of that name is there. */
  boolean has(String name) {
    return schemas.containsKey(name);
  }

  /** Reserves a name, so that what refers to itself does not go on for ever. */
  ObjectNode reserve(String name) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schemas.put(name, schema);
    return schema;
  }

  void put(String name, ObjectNode schema) {
    schemas.put(name, schema);
  }

  /** The whole name of a type of this document's group, or of those that all groups share. */
  String qualified(String type) {
    return isMeta(type) ? META + type : prefix + '.' + type;
  }

  static String meta(String type) {
    return META + type;
  }

  private static boolean isMeta(String type) {
    return switch (type) {
      case "ObjectMeta",
          "ListMeta",
          "OwnerReference",
          "ManagedFieldsEntry",
          "LabelSelector",
          "LabelSelectorRequirement",
          "Condition",
          "Status",
          "DeleteOptions" ->
          true;
      default -> false;
    };
  }

  /** Refers to a description. */
  static ObjectNode reference(String name) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    schemas.forEach(json::set);
    return json;
  }
}
