// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a CustomResourceDefinition says, for those who serve its kind.
 *
 * @param kind of its objects
 * @param resource as paths name it
 * @param singular another name for the resource
 * @param listKind of a list of its objects
 * @param shortNames more names for the resource
 * @param categories names of groups of kinds that it is in
 * @param namespaced whether its objects are in namespaces
 * @param terminating whether the kind's objects are going: no new ones are made
 * @param versions in the order that they were given
 */
public record Definition(
    GroupKind kind,
    GroupResource resource,
    String singular,
    String listKind,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    boolean terminating,
    List<DefinitionVersion> versions) {
  public Definition {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    versions = List.copyOf(versions);
  }

  /** Reads a definition that {@link DefinitionRules} found nothing wrong with. */
  public static Definition of(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    String group = spec.path("group").asText();
    List<DefinitionVersion> versions = new ArrayList<>();
    for (JsonNode version : spec.path("versions")) {
      versions.add(DefinitionVersion.of(version));
    }
    return new Definition(
        new GroupKind(group, names.path("kind").asText()),
        new GroupResource(group, names.path("plural").asText()),
        names.path("singular").asText(),
        names.path("listKind").asText(),
        texts(names.path("shortNames")),
        texts(names.path("categories")),
        spec.path("scope").asText().equals("Namespaced"),
        isTerminating(definition),
        versions);
  }

  /** As documents of a version have it: {@code example.com/v1}. */
  public String apiVersion(DefinitionVersion version) {
    return kind.group() + '/' + version.name();
  }

  /** The version in which objects are kept. */
  public DefinitionVersion stored() {
    for (DefinitionVersion version : versions) {
      if (version.storage()) {
        return version;
      }
    }
    throw new IllegalStateException(resource + " has no version in which it is stored");
  }

  /** The served version of that name; null if there is none. */
  public @Nullable DefinitionVersion served(String name) {
    for (DefinitionVersion version : versions) {
      if (version.served() && version.name().equals(name)) {
        return version;
      }
    }
    return null;
  }

  /** Fills in what a definition leaves open. */
  public static void applyDefaults(ObjectNode definition) {
    if (!(definition.get("spec") instanceof ObjectNode spec)) {
      return;
    }
    if (spec.get("names") instanceof ObjectNode names) {
      String kind = names.path("kind").asText("");
      if (names.path("singular").asText("").isEmpty()) {
        names.put("singular", kind.toLowerCase(Locale.ROOT));
      }
      if (names.path("listKind").asText("").isEmpty() && !kind.isEmpty()) {
        names.put("listKind", kind + "List");
      }
    }
    if (!spec.hasNonNull("conversion")) {
      spec.putObject("conversion").put("strategy", "None");
    }
    if (definition.path("status").path("storedVersions").isEmpty()) {
      addStoredVersion(definition);
    }
  }

  /** Counts the version in which objects are kept now among those in which some are kept. */
  static void addStoredVersion(ObjectNode definition) {
    for (JsonNode version : definition.path("spec").path("versions")) {
      if (version.path("storage").asBoolean(false)) {
        ArrayNode stored = definition.withObject("/status").withArray("storedVersions");
        if (!texts(stored).contains(version.path("name").asText())) {
          stored.add(version.path("name"));
        }
        return;
      }
    }
  }

  /** Whether the kind is served already. */
  public static boolean isEstablished(JsonNode definition) {
    return holds(definition, "Established");
  }

  /** Whether the kind's objects are going, and with them the definition. */
  public static boolean isTerminating(JsonNode definition) {
    return holds(definition, "Terminating");
  }

  private static boolean holds(JsonNode definition, String type) {
    for (JsonNode condition : definition.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
