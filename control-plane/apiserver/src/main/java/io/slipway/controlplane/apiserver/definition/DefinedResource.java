// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.apply.IgnoredFields;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.apply.ObjectVersions;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.types.SchemaTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes of a definition what serves its kind. */
public final class DefinedResource {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> VERBS_OF_THE_LAST =
      List.of("delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> PART_VERBS = List.of("get", "patch", "update");

  private DefinedResource() {}

  /** A version as clients are told of it. Costs nothing. */
  public static ServedResource discovered(Definition definition, DefinitionVersion version) {
    String apiVersion = definition.apiVersion(version);
    List<Subresource> parts = new ArrayList<>();
    if (version.hasStatus()) {
      parts.add(new Subresource("status", apiVersion, definition.kind().kind(), PART_VERBS));
    }
    if (version.scale() != null) {
      parts.add(new Subresource("scale", "autoscaling/v1", "Scale", PART_VERBS));
    }
    return new ServedResource(
        definition.kind(),
        definition.resource(),
        version.name(),
        definition.singular(),
        definition.shortNames(),
        definition.categories(),
        definition.namespaced(),
        definition.terminating() ? VERBS_OF_THE_LAST : VERBS,
        parts);
  }

  /**
   * A version as its objects are written. Compiles its schema: make it when it is first needed, and
   * keep it.
   *
   * @param versions of {@link #versions}
   * @param changed the newest revision at which objects may have been written by another schema; 0
   *     if there was none
   */
  public static ResourceType type(
      Definition definition, DefinitionVersion version, ObjectVersions versions, long changed) {
    String apiVersion = definition.apiVersion(version);
    String kind = definition.kind().kind();
    boolean hasStatus = version.hasStatus();
    return new ResourceType(
        definition.kind(),
        definition.resource(),
        version.name(),
        definition.namespaced(),
        false,
        true,
        new CustomKind(version.compile(), version.scale()),
        new ManagedFields(apiVersion, kind, versions, "", IgnoredFields.ofCustom(hasStatus, "")),
        hasStatus ? statusOwners(apiVersion, kind, versions) : null,
        changed == 0 ? null : new EarlierSchema(definition, changed));
  }

  private static ManagedFields statusOwners(
      String apiVersion, String kind, ObjectVersions versions) {
    IgnoredFields ignored = IgnoredFields.ofCustom(true, "status");
    return new ManagedFields(apiVersion, kind, versions, "status", ignored);
  }

  /** What is known of the fields in each version. Reads the schemas of all of them. */
  public static ObjectVersions versions(Definition definition) {
    Map<String, TypeDescription> types = new HashMap<>();
    for (DefinitionVersion version : definition.versions()) {
      JsonNode schema = version.openApiSchema();
      types.put(definition.apiVersion(version), SchemaTypes.of(schema.isObject() ? schema : null));
    }
    return types::get;
  }
}
