// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads objects: one, or all that are selected, page by page.
 *
 * @param namespace empty for all
 * @param labels a selector, or empty
 * @param fields likewise
 * @param ignoreMissing whether names of objects that are not there are passed over
 */
public record ObjectReads(
    KubeClient client, String namespace, String labels, String fields, boolean ignoreMissing) {
  private static final int PAGE = 500;
  private static final String CONTINUE = "continue";

  /** A table, as the API made it: definitions of its columns, and its rows. */
  public record Rows(JsonNode definitions, List<JsonNode> rows, String resourceVersion) {}

  /** The objects of a type, all with their {@code apiVersion} and {@code kind}. */
  public record Objects(List<ObjectNode> items, String resourceVersion) {}

  /** Those that are selected in a namespace. */
  public static ObjectReads selected(
      KubeClient client, String namespace, String labels, String fields) {
    return new ObjectReads(client, namespace, labels, fields, false);
  }

  /** The objects of one name, so that they can be watched. */
  public ObjectReads ofName(String name) {
    return selected(client, namespace, "", "metadata.name=" + name);
  }

  Query selection() {
    return Query.NONE.with("labelSelector", labels).with("fieldSelector", fields);
  }

  /** Without a name, or of these names. */
  public Objects objects(TypedNames wanted) {
    List<ObjectNode> items = new ArrayList<>();
    ResourceType type = wanted.type();
    for (String name : wanted.names()) {
      JsonNode object = one(type, name, KubeClient.JSON);
      if (!object.isMissingNode()) {
        items.add((ObjectNode) object);
      }
    }
    if (!wanted.names().isEmpty()) {
      return new Objects(items, "");
    }
    String version = "";
    String more = "";
    do {
      JsonNode page = page(type, more, KubeClient.JSON);
      for (JsonNode item : page.path("items")) {
        items.add(typed((ObjectNode) item, type));
      }
      version = page.path("metadata").path("resourceVersion").asText();
      more = page.path("metadata").path(CONTINUE).asText();
    } while (!more.isEmpty());
    return new Objects(items, version);
  }

  /** In lists of its own types the API leaves out what they are. */
  private static ObjectNode typed(ObjectNode item, ResourceType type) {
    if (item.has("kind")) {
      return item;
    }
    ObjectNode typed = KubeJson.object();
    typed.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    typed.setAll(item);
    return typed;
  }

  /** Likewise as a table; of names, one after the other. */
  public Rows rows(TypedNames wanted) {
    JsonNode definitions = KubeJson.object();
    List<JsonNode> rows = new ArrayList<>();
    String version = "";
    if (!wanted.names().isEmpty()) {
      for (String name : wanted.names()) {
        JsonNode answer = one(wanted.type(), name, ObjectTable.ACCEPT);
        if (!answer.isMissingNode()) {
          JsonNode table = table(answer);
          definitions = table.path("columnDefinitions");
          table.path("rows").forEach(rows::add);
        }
      }
      return new Rows(definitions, rows, version);
    }
    String more = "";
    do {
      JsonNode page = table(page(wanted.type(), more, ObjectTable.ACCEPT));
      definitions = more.isEmpty() ? page.path("columnDefinitions") : definitions;
      page.path("rows").forEach(rows::add);
      version = page.path("metadata").path("resourceVersion").asText();
      more = page.path("metadata").path(CONTINUE).asText();
    } while (!more.isEmpty());
    return new Rows(definitions, rows, version);
  }

  /** Missing if it is not there and that is no failure. */
  private JsonNode one(ResourceType type, String name, String accept) {
    try {
      return client.get(type.path(namespace, name), Query.NONE, accept);
    } catch (ApiFailure e) {
      if (e.isNotFound() && ignoreMissing) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }

  private JsonNode page(ResourceType type, String more, String accept) {
    Query query = selection().with("limit", Integer.toString(PAGE)).with(CONTINUE, more);
    return client.get(type.path(namespace), query, accept);
  }

  static JsonNode table(JsonNode answer) {
    if (!answer.path("kind").asText().equals("Table")) {
      throw new CommandFailure("the server makes no tables (expected: -o name, yaml or json)");
    }
    return answer;
  }

  /** One object, or a {@code List} of all. */
  public static ObjectNode asOne(List<ObjectNode> objects) {
    ObjectNode list = KubeJson.object().put("apiVersion", "v1");
    ArrayNode items = list.putArray("items");
    objects.forEach(items::add);
    list.put("kind", "List");
    list.putObject("metadata").put("resourceVersion", "");
    return list;
  }
}
