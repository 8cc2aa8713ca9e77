// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import java.util.List;

/**
 * A type of objects that the API serves.
 *
 * @param group empty for the core group
 * @param plural its name in URLs
 * @param categories words that stand for several types, such as {@code all}
 */
public record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    List<String> verbs) {
  public ResourceType {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code pods}, {@code inferenceservices.serving.kserve.io}. */
  public String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** {@code pod/NAME}, {@code inferenceservice.serving.kserve.io/NAME}: it can be given again. */
  public String called(String name) {
    return singularQualified() + "/" + name;
  }

  public String singularQualified() {
    String one = singular.isEmpty() ? plural : singular;
    return group.isEmpty() ? one : one + "." + group;
  }

  /**
   * Where its objects are.
   *
   * @param namespace empty for all; without meaning for types that are in none
   */
  public String path(String namespace) {
    return (group.isEmpty() ? "/api/" : "/apis/" + group + "/")
        + version
        + (namespaced && !namespace.isEmpty() ? "/namespaces/" + Query.encoded(namespace) : "")
        + "/"
        + plural;
  }

  /** Where one of them is. */
  public String path(String namespace, String name) {
    return path(namespace) + "/" + Query.encoded(name);
  }

  /** Whether a word, in lower case, is one of its names. */
  boolean isNamed(String word) {
    return plural.equals(word) || singular.equals(word) || kind.equalsIgnoreCase(word);
  }
}
