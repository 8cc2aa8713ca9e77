// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import io.slipway.controlplane.resources.schema.FieldTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The definitions of {@link Definitions} but two, with whole schemas: made of the table of fields,
 * which a test holds against KServe's own. As JSON in maps that nobody changes. Making all of them
 * takes milliseconds; their text has hundreds of kilobytes.
 */
public final class TypedDefinitions {
  private static final String KSERVE = "serving.kserve.io";
  private static final String SLIPWAY = "slipway.io";
  private static final String AGE = "Age date .metadata.creationTimestamp";
  private static final String URL = "URL string .status.url";
  private static final String READY = "Ready string .status.conditions[?(@.type=='Ready')].status";
  private static final String TRAFFIC = ".status.components.predictor.traffic";

  private TypedDefinitions() {}

  /** All, in an order in which they may be created. */
  public static List<Map<String, Object>> all() {
    TableSchema schemas = new TableSchema(FieldTable.allKinds());
    List<String> runtimeColumns =
        List.of(
            "Disabled boolean .spec.disabled",
            "ModelType string .spec.supportedModelFormats[*].name",
            "Containers string .spec.containers[*].name",
            AGE);
    return List.of(
        definition(
            schemas,
            new Kind(KSERVE, "v1beta1", "InferenceService", "isvc", true, true),
            List.of(
                URL,
                READY,
                "Prev integer " + TRAFFIC + "[?(@.tag=='prev')].percent",
                "Latest integer " + TRAFFIC + "[?(@.latestRevision==true)].percent",
                "PrevRolledoutRevision string " + TRAFFIC + "[?(@.tag=='prev')].revisionName",
                "LatestReadyRevision string "
                    + TRAFFIC
                    + "[?(@.latestRevision==true)].revisionName",
                AGE)),
        definition(
            schemas,
            new Kind(KSERVE, "v1alpha1", "ServingRuntime", "", true, false),
            runtimeColumns),
        definition(
            schemas,
            new Kind(KSERVE, "v1alpha1", "ClusterServingRuntime", "", false, false),
            runtimeColumns),
        definition(
            schemas,
            new Kind(KSERVE, "v1alpha1", "TrainedModel", "tm", true, true),
            List.of(URL, READY, AGE)),
        definition(
            schemas,
            new Kind(SLIPWAY, "v1alpha1", "Revision", "", true, false),
            List.of(
                "Service string .spec.service",
                "Component string .spec.component",
                "Number integer .spec.number",
                AGE)),
        definition(
            schemas,
            new Kind(SLIPWAY, "v1alpha1", "Route", "", true, true),
            List.of(
                "Service string .spec.service",
                "Revision string .spec.traffic[*].revision",
                "Percent string .spec.traffic[*].percent",
                AGE)));
  }

  /**
   * @param shortName empty for none
   */
  private record Kind(
      String group,
      String version,
      String kind,
      String shortName,
      boolean namespaced,
      boolean hasStatus) {
    String singular() {
      return kind.toLowerCase(Locale.ROOT);
    }

    String plural() {
      return singular() + "s";
    }
  }

  private static Map<String, Object> definition(
      TableSchema schemas, Kind kind, List<String> columns) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("group", kind.group());
    spec.put("names", names(kind));
    spec.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
    spec.put("versions", List.of(version(schemas, kind, columns)));
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("apiVersion", "apiextensions.k8s.io/v1");
    definition.put("kind", "CustomResourceDefinition");
    definition.put("metadata", Map.of("name", kind.plural() + "." + kind.group()));
    definition.put("spec", spec);
    return definition;
  }

  private static Map<String, Object> names(Kind kind) {
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("kind", kind.kind());
    names.put("listKind", kind.kind() + "List");
    names.put("plural", kind.plural());
    names.put("singular", kind.singular());
    if (!kind.shortName().isEmpty()) {
      names.put("shortNames", List.of(kind.shortName()));
    }
    return names;
  }

  private static Map<String, Object> version(TableSchema schemas, Kind kind, List<String> columns) {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("name", kind.version());
    version.put("served", true);
    version.put("storage", true);
    version.put("schema", Map.of("openAPIV3Schema", schemas.ofKind(kind.kind())));
    if (kind.hasStatus()) {
      version.put("subresources", Map.of("status", Map.of()));
    }
    List<Object> printed = new ArrayList<>();
    for (String column : columns) {
      String[] words = column.split(" ", 3);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", words[0]);
      fields.put("type", words[1]);
      fields.put("jsonPath", words[2]);
      printed.add(fields);
    }
    version.put("additionalPrinterColumns", printed);
    return version;
  }
}
