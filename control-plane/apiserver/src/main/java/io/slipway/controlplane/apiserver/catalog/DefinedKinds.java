// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.apply.ObjectVersions;
import io.slipway.controlplane.apiserver.apply.ScaleFields;
import io.slipway.controlplane.apiserver.definition.DefinedResource;
import io.slipway.controlplane.apiserver.definition.Definition;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion;
import io.slipway.controlplane.apiserver.openapi.CustomSchema;
import io.slipway.controlplane.apiserver.openapi.OpenApiKind.KindSchema;
import io.slipway.controlplane.apiserver.selector.SelectableFields;
import io.slipway.controlplane.apiserver.table.CustomColumns;
import io.slipway.controlplane.apiserver.table.KindPrinter;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The kinds that definitions add. */
public final class DefinedKinds {
  private record Making(Definition definition, DefinitionVersion version, long changed)
      implements ServedKind.Making {
    @Override
    public ServedKind.Details details() {
      return DefinedKinds.details(definition, version, changed);
    }

    @Override
    public KindPrinter printer() {
      return CustomColumns.of(version.columns());
    }

    @Override
    public KindSchema schema() {
      return new CustomSchema(version.openApiSchema());
    }
  }

  private DefinedKinds() {}

  /**
   * Those that are served of a definition; none unless its names are accepted.
   *
   * @param definition the document
   * @param changed the newest revision at which objects may have been written by another schema
   */
  static List<ServedKind> of(JsonNode definition, long changed) {
    return Definition.isEstablished(definition)
        ? of(Definition.of(definition), changed)
        : List.of();
  }

  /** Those of one definition that are served. */
  static List<ServedKind> of(Definition definition, long changed) {
    List<ServedKind> kinds = new ArrayList<>();
    for (DefinitionVersion version : definition.versions()) {
      if (version.served()) {
        kinds.add(kind(definition, version, changed));
      }
    }
    return kinds;
  }

  private static ServedKind kind(Definition definition, DefinitionVersion version, long changed) {
    return new ServedKind(
        DefinedResource.discovered(definition, version),
        false,
        definition.listKind(),
        scale(definition, version),
        warning(definition, version),
        new Making(definition, version, changed));
  }

  private static ServedKind.Details details(
      Definition definition, DefinitionVersion version, long changed) {
    ObjectVersions versions = DefinedResource.versions(definition);
    TypeDescription type = versions.of(definition.apiVersion(version));
    return new ServedKind.Details(
        DefinedResource.type(definition, version, versions, changed),
        Objects.requireNonNull(type, "the version itself"),
        SelectableFields.ofCustom(definition.namespaced(), version.selectableFields()));
  }

  private static @Nullable Scale scale(Definition definition, DefinitionVersion version) {
    DefinitionVersion.Scale scale = version.scale();
    if (scale == null) {
      return null;
    }
    Map<String, String> replicas = new HashMap<>();
    for (DefinitionVersion each : definition.versions()) {
      DefinitionVersion.Scale own = each.scale();
      replicas.put(
          definition.kind().group() + '/' + each.name(),
          own == null ? "" : withoutDot(own.specReplicasPath()));
    }
    String apiVersion = definition.kind().group() + '/' + version.name();
    return new Scale(
        withoutDot(scale.specReplicasPath()),
        withoutDot(scale.statusReplicasPath()),
        withoutDot(scale.labelSelectorPath()),
        new ScaleFields(apiVersion, replicas));
  }

  private static String withoutDot(String path) {
    return path.startsWith(".") ? path.substring(1) : path;
  }

  private static String warning(Definition definition, DefinitionVersion version) {
    String said = version.deprecationWarning();
    if (said == null || !said.isEmpty()) {
      return said == null ? "" : said;
    }
    return definition.kind().group()
        + '/'
        + version.name()
        + ' '
        + definition.kind().kind()
        + " is deprecated";
  }
}
