// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.discovery;

import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.util.List;

/**
 * A resource in one version, as clients are told of it.
 *
 * @param kind of its objects
 * @param resource as paths name it
 * @param version such as {@code v1}
 * @param singular another name
 * @param shortNames more names
 * @param categories groups of kinds that it is in, {@code all}
 * @param namespaced whether its objects are in namespaces
 * @param verbs what can be done, in RBAC's words, sorted
 * @param subresources of it
 */
public record ServedResource(
    GroupKind kind,
    GroupResource resource,
    String version,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    List<String> verbs,
    List<Subresource> subresources) {
  /**
   * A subresource.
   *
   * @param name as paths have it: {@code status}
   * @param apiVersion and
   * @param kind of its documents: {@code autoscaling/v1}, {@code Scale}
   * @param verbs what can be done, sorted
   */
  public record Subresource(String name, String apiVersion, String kind, List<String> verbs) {
    public Subresource {
      verbs = List.copyOf(verbs);
    }
  }

  public ServedResource {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
  }
}
