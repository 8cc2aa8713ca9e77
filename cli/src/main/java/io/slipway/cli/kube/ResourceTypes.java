// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The types that an API serves, in its order: groups by priority, the preferred version of each
 * first. Made from its aggregated discovery documents.
 */
public record ResourceTypes(List<ResourceType> types) {
  static final String ACCEPT =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
  private static final String KIND = "APIGroupDiscoveryList";

  public ResourceTypes {
    types = List.copyOf(types);
  }

  /**
   * @param core what {@code /api} answers
   * @param groups what {@code /apis} answers
   */
  static ResourceTypes of(JsonNode core, JsonNode groups) {
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode document : List.of(core, groups)) {
      if (!document.path("kind").asText().equals(KIND)) {
        throw new CommandFailure(
            "the server has no aggregated discovery (expected: Kubernetes 1.27 or newer)");
      }
      for (JsonNode group : document.path("items")) {
        for (JsonNode version : group.path("versions")) {
          for (JsonNode resource : version.path("resources")) {
            if (!resource.path("verbs").isEmpty()) {
              types.add(type(group, version, resource));
            }
          }
        }
      }
    }
    return new ResourceTypes(types);
  }

  private static ResourceType type(JsonNode group, JsonNode version, JsonNode resource) {
    return new ResourceType(
        group.path("metadata").path("name").asText(),
        version.path("version").asText(),
        resource.path("responseKind").path("kind").asText(),
        resource.path("resource").asText(),
        resource.path("singularResource").asText(),
        texts(resource.path("shortNames")),
        texts(resource.path("categories")),
        resource.path("scope").asText().equals("Namespaced"),
        texts(resource.path("verbs")));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** The type of an object; null if there is none. */
  public @Nullable ResourceType of(String apiVersion, String kind) {
    return first(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind));
  }

  /**
   * The type that a person means by {@code pods}, {@code pod}, {@code po}, {@code Pod}, {@code
   * deployments.apps} or {@code deployments.v1.apps}.
   *
   * @throws CommandFailure if there is none
   */
  public ResourceType named(String word) {
    List<ResourceType> found = allNamed(word);
    if (found.size() != 1) {
      throw new CommandFailure("'" + word + "' stands for several types (expected: one)");
    }
    return found.getFirst();
  }

  /** Likewise, also by a category such as {@code all}, which stands for several. */
  public List<ResourceType> allNamed(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    int dot = lower.indexOf('.');
    ResourceType type =
        dot < 0 ? plain(lower) : ofGroup(lower.substring(0, dot), lower.substring(dot + 1));
    List<ResourceType> found = type == null ? ofCategory(lower) : List.of(type);
    if (found.isEmpty()) {
      throw new CommandFailure("the server doesn't have a resource type \"" + word + "\"");
    }
    return found;
  }

  private @Nullable ResourceType plain(String word) {
    ResourceType named = first(type -> type.isNamed(word));
    return named == null ? first(type -> type.shortNames().contains(word)) : named;
  }

  private @Nullable ResourceType ofGroup(String word, String rest) {
    int dot = rest.indexOf('.');
    String version = dot < 0 ? rest : rest.substring(0, dot);
    String group = dot < 0 ? "" : rest.substring(dot + 1);
    return first(type ->
        (type.isNamed(word) || type.shortNames().contains(word))
            && (type.group().equals(rest)
                || (type.version().equals(version) && type.group().equals(group))));
  }

  /** Each once, by its preferred version. */
  private List<ResourceType> ofCategory(String word) {
    Map<String, ResourceType> found = new LinkedHashMap<>();
    for (ResourceType type : types) {
      if (type.categories().contains(word)) {
        found.putIfAbsent(type.qualified(), type);
      }
    }
    return List.copyOf(found.values());
  }

  private @Nullable ResourceType first(Predicate<ResourceType> wanted) {
    for (ResourceType type : types) {
      if (wanted.test(type)) {
        return type;
      }
    }
    return null;
  }
}
