// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The discovery documents of a set of resources, one by one as older clients ask for them and all
 * in one as newer ones do. Immutable.
 */
public final class Discovery {
  /** Resources by version, versions by group: groups and versions with the preferred one first. */
  private final Map<String, Map<String, List<ServedResource>>> groups;

  public Discovery(List<ServedResource> resources) {
    Map<String, Map<String, List<ServedResource>>> byGroup = new TreeMap<>();
    for (ServedResource resource : resources) {
      byGroup
          .computeIfAbsent(
              resource.resource().group(), _ -> new TreeMap<>(VersionOrder.PREFERRED_FIRST))
          .computeIfAbsent(resource.version(), _ -> new ArrayList<>())
          .add(resource);
    }
    this.groups = byGroup;
  }

  private static ObjectNode document(String kind, String apiVersion) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("apiVersion", apiVersion);
  }

  /** {@code /api}: the versions of the core group. */
  public ObjectNode coreVersions(String serverAddress) {
    ObjectNode document = document("APIVersions", "v1");
    ArrayNode versions = document.putArray("versions");
    groups.getOrDefault("", Map.of()).keySet().forEach(versions::add);
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  /** {@code /apis}: the other groups. */
  public ObjectNode groups() {
    ObjectNode document = document("APIGroupList", "v1");
    ArrayNode list = document.putArray("groups");
    groups.forEach((group, versions) -> {
      if (!group.isEmpty()) {
        fillGroup(list.addObject(), group, versions.keySet());
      }
    });
    return document;
  }

  /** {@code /apis/GROUP}; null if there is no such group. */
  public @Nullable ObjectNode group(String group) {
    Map<String, List<ServedResource>> versions = groups.get(group);
    if (versions == null || group.isEmpty()) {
      return null;
    }
    ObjectNode document = document("APIGroup", "v1");
    fillGroup(document, group, versions.keySet());
    return document;
  }

  private static void fillGroup(ObjectNode node, String group, Iterable<String> versions) {
    node.put("name", group);
    ArrayNode list = node.putArray("versions");
    for (String version : versions) {
      list.addObject().put("groupVersion", group + '/' + version).put("version", version);
    }
    node.set("preferredVersion", list.get(0).deepCopy());
  }

  /** {@code /api/v1}, {@code /apis/GROUP/VERSION}; null if there is no such version. */
  public @Nullable ObjectNode resources(String group, String version) {
    List<ServedResource> resources = groups.getOrDefault(group, Map.of()).get(version);
    if (resources == null) {
      return null;
    }
    ObjectNode document = document("APIResourceList", "v1");
    document.put("groupVersion", group.isEmpty() ? version : group + '/' + version);
    ArrayNode list = document.putArray("resources");
    for (ServedResource resource : resources) {
      ObjectNode node = list.addObject();
      node.put("name", resource.resource().resource())
          .put("singularName", resource.singular())
          .put("namespaced", resource.namespaced())
          .put("kind", resource.kind().kind());
      putAll(node, "verbs", resource.verbs());
      putUnlessEmpty(node, "shortNames", resource.shortNames());
      putUnlessEmpty(node, "categories", resource.categories());
      for (Subresource subresource : resource.subresources()) {
        addSubresource(list, resource, subresource);
      }
    }
    return document;
  }

  private static void addSubresource(
      ArrayNode list, ServedResource resource, Subresource subresource) {
    ObjectNode node = list.addObject();
    node.put("name", resource.resource().resource() + '/' + subresource.name())
        .put("singularName", "")
        .put("namespaced", resource.namespaced());
    if (!subresource.apiVersion().equals(apiVersion(resource))) {
      int slash = subresource.apiVersion().indexOf('/');
      if (slash > 0) {
        node.put("group", subresource.apiVersion().substring(0, slash));
      }
      node.put("version", subresource.apiVersion().substring(slash + 1));
    }
    node.put("kind", subresource.kind());
    putAll(node, "verbs", subresource.verbs());
  }

  private static String apiVersion(ServedResource resource) {
    String group = resource.kind().group();
    return group.isEmpty() ? resource.version() : group + '/' + resource.version();
  }

  /**
   * Everything in one document.
   *
   * @param core whether of the core group, for {@code /api}; else of the others, for {@code /apis}
   * @param version of the document: {@code v2} or {@code v2beta1}
   */
  public ObjectNode aggregated(boolean core, String version) {
    ObjectNode document = document("APIGroupDiscoveryList", "apidiscovery.k8s.io/" + version);
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    groups.forEach((group, versions) -> {
      if (group.isEmpty() == core) {
        ObjectNode item = items.addObject();
        item.putObject("metadata").put("name", group).putNull("creationTimestamp");
        ArrayNode list = item.putArray("versions");
        versions.forEach((name, resources) -> fillVersion(list.addObject(), name, resources));
      }
    });
    return document;
  }

  private static void fillVersion(ObjectNode node, String name, List<ServedResource> resources) {
    node.put("version", name);
    ArrayNode list = node.putArray("resources");
    for (ServedResource resource : resources) {
      ObjectNode entry = list.addObject();
      entry.put("resource", resource.resource().resource());
      entry.set("responseKind", responseKind(apiVersion(resource), resource.kind().kind()));
      entry.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
      entry.put("singularResource", resource.singular());
      putAll(entry, "verbs", resource.verbs());
      putUnlessEmpty(entry, "shortNames", resource.shortNames());
      putUnlessEmpty(entry, "categories", resource.categories());
      if (!resource.subresources().isEmpty()) {
        ArrayNode subresources = entry.putArray("subresources");
        for (Subresource each : resource.subresources()) {
          ObjectNode subresource = subresources.addObject();
          subresource.put("subresource", each.name());
          subresource.set("responseKind", responseKind(each.apiVersion(), each.kind()));
          putAll(subresource, "verbs", each.verbs());
        }
      }
    }
    node.put("freshness", "Current");
  }

  private static ObjectNode responseKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("group", slash < 0 ? "" : apiVersion.substring(0, slash));
    // of the core group Kubernetes tells no version here
    parts.put("version", slash < 0 ? "" : apiVersion.substring(slash + 1));
    parts.put("kind", kind);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    parts.forEach(node::put);
    return node;
  }

  private static void putAll(ObjectNode node, String field, List<String> texts) {
    ArrayNode array = node.putArray(field);
    texts.forEach(array::add);
  }

  private static void putUnlessEmpty(ObjectNode node, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      putAll(node, field, texts);
    }
  }
}
