// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import java.util.List;
import java.util.Locale;

/** The paths of a kind: what can be done there, and with which parameters. */
final class OpenApiPaths {
  private static final String JSON = "application/json";
  private static final List<String> BODIES = List.of(JSON, "application/yaml");
  private static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml");
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> LIST =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");

  private final OpenApiKind kind;
  private final ServedResource resource;
  private final ObjectNode paths;

  OpenApiPaths(OpenApiKind kind, ObjectNode paths) {
    this.kind = kind;
    this.resource = kind.resource();
    this.paths = paths;
  }

  void add() {
    String root = '/' + kind.documentName() + '/';
    String plural = resource.resource().resource();
    boolean namespaced = resource.namespaced();
    String collection = root + (namespaced ? "namespaces/{namespace}/" : "") + plural;
    collection(path(collection, namespaced, false));
    if (namespaced) {
      ObjectNode all = path(root + plural, false, false);
      list(all, "ForAllNamespaces");
    }
    object(path(collection + "/{name}", namespaced, true), "");
    for (Subresource subresource : resource.subresources()) {
      subresource(
          path(collection + "/{name}/" + subresource.name(), namespaced, true), subresource);
    }
  }

  private ObjectNode path(String path, boolean namespaced, boolean named) {
    ObjectNode item = paths.putObject(path);
    ArrayNode parameters = item.putArray("parameters");
    if (named) {
      inPath(parameters, "name");
    }
    if (namespaced) {
      inPath(parameters, "namespace");
    }
    return item;
  }

  private static void inPath(ArrayNode parameters, String name) {
    ObjectNode parameter = parameters.addObject();
    parameter.put("name", name).put("in", "path").put("required", true);
    parameter.set("schema", MetaSchemas.text());
  }

  private void collection(ObjectNode path) {
    list(path, "");
    ObjectNode post = operation(path, "post", "create", "post", WRITE);
    body(post, BODIES, kind.componentName());
    answer(post, "201", kind.componentName());
    ObjectNode delete =
        operation(path, "delete", "deleteCollection", "deletecollection", LIST.subList(1, 6));
    body(delete, List.of(JSON), Components.meta("DeleteOptions"));
    answer(delete, "200", Components.meta("Status"));
  }

  private void list(ObjectNode path, String where) {
    ObjectNode get = operation(path, "get", "list" + where, "list", LIST);
    answer(get, "200", kind.componentName() + "List");
  }

  private void object(ObjectNode path, String suffix) {
    ObjectNode get = operation(path, "get", "read" + suffix, "get", List.of());
    answer(get, "200", kind.componentName());
    ObjectNode put = operation(path, "put", "replace" + suffix, "put", WRITE);
    body(put, BODIES, kind.componentName());
    answer(put, "200", kind.componentName());
    patch(path, suffix);
    if (suffix.isEmpty()) {
      List<String> parameters =
          List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
      ObjectNode delete = operation(path, "delete", "delete", "delete", parameters);
      body(delete, List.of(JSON), Components.meta("DeleteOptions"));
      answer(delete, "200", Components.meta("Status"));
    }
  }

  private void patch(ObjectNode path, String suffix) {
    List<String> parameters = List.of("dryRun", "fieldManager", "fieldValidation", "force");
    ObjectNode patch = operation(path, "patch", "patch" + suffix, "patch", parameters);
    body(patch, PATCHES, Components.meta("Patch"));
    if (kind.schema() instanceof BuiltinSchema) {
      body(patch, List.of(STRATEGIC), Components.meta("Patch"));
    }
    answer(patch, "200", kind.componentName());
  }

  /** One whose documents are the object's own, or some other kind's, of which no more is said. */
  private void subresource(ObjectNode path, Subresource subresource) {
    String suffix = capital(subresource.name());
    if (subresource.name().equals("status")) {
      object(path, suffix);
      return;
    }
    for (String verb : subresource.verbs()) {
      switch (verb) {
        case "get" -> anything(operation(path, "get", "read" + suffix, "get", List.of()));
        case "create" -> anything(operation(path, "post", "create" + suffix, "post", WRITE));
        case "update" -> anything(operation(path, "put", "replace" + suffix, "put", WRITE));
        case "patch" -> patch(path, suffix);
        default ->
            throw new IllegalArgumentException(subresource.name() + ": no method for " + verb);
      }
    }
  }

  private static void anything(ObjectNode operation) {
    ObjectNode answer = operation.putObject("responses").putObject("200").put("description", "OK");
    answer.putObject("content").putObject(JSON).putObject("schema").put("type", "object");
  }

  private ObjectNode operation(
      ObjectNode path, String method, String id, String action, List<String> parameters) {
    ObjectNode operation = path.putObject(method);
    operation.putArray("tags").add(tag());
    operation.put("operationId", operationId(id));
    ArrayNode declared = operation.putArray("parameters");
    for (String name : parameters) {
      ObjectNode parameter = declared.addObject().put("name", name).put("in", "query");
      parameter.putObject("schema").put("type", type(name)).put("uniqueItems", true);
    }
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", kind.mark());
    return operation;
  }

  private static String type(String parameter) {
    return switch (parameter) {
      case "limit", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
      case "watch", "force", "allowWatchBookmarks", "orphanDependents", "sendInitialEvents" ->
          "boolean";
      default -> "string";
    };
  }

  private String tag() {
    String group = kind.group().isEmpty() ? "core" : kind.group().replace(".k8s.io", "");
    return camel(group, false) + '_' + kind.version();
  }

  private String operationId(String id) {
    boolean everywhere = id.endsWith("ForAllNamespaces");
    String verb = everywhere ? "list" : id;
    String group = kind.group().isEmpty() ? "Core" : camel(kind.group(), true);
    String scope = resource.namespaced() && !everywhere ? "Namespaced" : "";
    String name = verb + group + capital(kind.version()) + scope + kind.kind();
    return everywhere ? name + "ForAllNamespaces" : name;
  }

  private static String camel(String dotted, boolean first) {
    StringBuilder out = new StringBuilder();
    for (String part : dotted.split("\\.", -1)) {
      out.append(out.isEmpty() && !first ? part : capital(part));
    }
    return out.toString();
  }

  private static String capital(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static void body(ObjectNode operation, List<String> types, String component) {
    ObjectNode content = operation.withObject("/requestBody/content");
    for (String type : types) {
      content.putObject(type).set("schema", Components.reference(component));
    }
  }

  private static void answer(ObjectNode operation, String code, String component) {
    ObjectNode response =
        operation.withObject("/responses").putObject(code).put("description", "OK");
    ObjectNode content = response.putObject("content");
    content.putObject(JSON).set("schema", Components.reference(component));
  }
}
