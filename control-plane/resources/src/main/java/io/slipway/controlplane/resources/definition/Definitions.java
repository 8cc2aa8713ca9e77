// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import io.slipway.controlplane.resources.schema.FieldTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds that Slipway brings, KServe's, Kubeflow's and its own, and their definitions. The
 * schemas of what Slipway serves are whole: made of the table of fields, which a test holds against
 * KServe's own. Those of jobs and experiments, which are kept and not run yet, leave {@code spec}
 * and {@code status} open. Schemas are JSON in maps that nobody changes; making all of them takes
 * milliseconds, their text has hundreds of kilobytes.
 */
public final class Definitions {
  private static final String KSERVE = "serving.kserve.io";
  private static final String SLIPWAY = "slipway.io";
  private static final String KUBEFLOW = "kubeflow.org";
  private static final String TRAINER = "trainer.kubeflow.org";
  private static final String AGE = "Age date .metadata.creationTimestamp";
  private static final String URL = "URL string .status.url";
  private static final String READY = "Ready string .status.conditions[?(@.type=='Ready')].status";
  private static final String TRAFFIC = ".status.components.predictor.traffic";
  private static final List<String> RUNTIME =
      List.of(
          "Disabled boolean .spec.disabled",
          "ModelType string .spec.supportedModelFormats[*].name",
          "Containers string .spec.containers[*].name",
          AGE);
  private static final List<String> JOB = List.of("State string .status.conditions[-1:].type", AGE);
  private static final List<String> EXPERIMENT =
      List.of(
          "Type string .status.conditions[-1:].type",
          "Status string .status.conditions[-1:].status",
          AGE);

  private Definitions() {}

  /** All, in an order in which they may be created. */
  public static List<BroughtKind> kinds() {
    List<BroughtKind> kinds = new ArrayList<>();
    addServing(kinds);
    kinds.add(
        new BroughtKind(
            SLIPWAY,
            "v1alpha1",
            "Revision",
            "",
            true,
            false,
            List.of(
                "Service string .spec.service",
                "Component string .spec.component",
                "Number integer .spec.number",
                AGE)));
    kinds.add(
        new BroughtKind(
            SLIPWAY,
            "v1alpha1",
            "Route",
            "",
            true,
            true,
            List.of(
                "Service string .spec.service",
                "Revision string .spec.traffic[*].revision",
                "Percent string .spec.traffic[*].percent",
                AGE)));
    addTraining(kinds);
    return kinds;
  }

  private static void addServing(List<BroughtKind> kinds) {
    List<String> urlReady = List.of(URL, READY, AGE);
    kinds.add(
        new BroughtKind(
            KSERVE,
            "v1beta1",
            "InferenceService",
            "isvc",
            true,
            true,
            List.of(
                URL,
                READY,
                "Prev integer " + TRAFFIC + "[?(@.tag=='prev')].percent",
                "Latest integer " + TRAFFIC + "[?(@.latestRevision==true)].percent",
                "PrevRolledoutRevision string " + TRAFFIC + "[?(@.tag=='prev')].revisionName",
                "LatestReadyRevision string "
                    + TRAFFIC
                    + "[?(@.latestRevision==true)].revisionName",
                AGE)));
    kinds.add(new BroughtKind(KSERVE, "v1alpha1", "ServingRuntime", "", true, false, RUNTIME));
    kinds.add(
        new BroughtKind(KSERVE, "v1alpha1", "ClusterServingRuntime", "", false, false, RUNTIME));
    kinds.add(new BroughtKind(KSERVE, "v1alpha1", "InferenceGraph", "ig", true, true, urlReady));
    kinds.add(new BroughtKind(KSERVE, "v1alpha1", "TrainedModel", "tm", true, true, urlReady));
    kinds.add(
        new BroughtKind(
            KSERVE, "v1alpha1", "ClusterStorageContainer", "", false, false, List.of(AGE)));
  }

  private static void addTraining(List<BroughtKind> kinds) {
    for (String kind :
        List.of("JAXJob", "MPIJob", "PaddleJob", "PyTorchJob", "TFJob", "XGBoostJob")) {
      kinds.add(new BroughtKind(KUBEFLOW, "v1", kind, "", true, true, JOB));
    }
    for (String kind : List.of("Experiment", "Suggestion", "Trial")) {
      kinds.add(new BroughtKind(KUBEFLOW, "v1beta1", kind, "", true, true, EXPERIMENT));
    }
    kinds.add(new BroughtKind(TRAINER, "v1alpha1", "TrainJob", "", true, true, JOB));
    kinds.add(
        new BroughtKind(TRAINER, "v1alpha1", "TrainingRuntime", "", true, false, List.of(AGE)));
    kinds.add(
        new BroughtKind(
            TRAINER, "v1alpha1", "ClusterTrainingRuntime", "", false, false, List.of(AGE)));
  }

  /** The {@code openAPIV3Schema} of a kind, as JSON in maps. */
  public static Map<String, Object> schema(BroughtKind kind) {
    return schema(new TableSchema(FieldTable.allKinds()), kind);
  }

  private static Map<String, Object> schema(TableSchema schemas, BroughtKind kind) {
    return schemas.has(kind.kind()) ? schemas.ofKind(kind.kind()) : TableSchema.open();
  }

  /** The definitions of {@link #kinds}, as JSON in maps, without defaults and without a status. */
  public static List<Map<String, Object>> all() {
    TableSchema schemas = new TableSchema(FieldTable.allKinds());
    List<Map<String, Object>> all = new ArrayList<>();
    for (BroughtKind kind : kinds()) {
      all.add(document(kind, schema(schemas, kind)));
    }
    return all;
  }

  private static Map<String, Object> document(BroughtKind kind, Map<String, Object> schema) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("group", kind.group());
    spec.put("names", names(kind));
    spec.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
    spec.put("versions", List.of(version(kind, schema)));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", "apiextensions.k8s.io/v1");
    document.put("kind", "CustomResourceDefinition");
    document.put("metadata", Map.of("name", kind.plural() + '.' + kind.group()));
    document.put("spec", spec);
    return document;
  }

  private static Map<String, Object> names(BroughtKind kind) {
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

  private static Map<String, Object> version(BroughtKind kind, Map<String, Object> schema) {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("name", kind.version());
    version.put("served", true);
    version.put("storage", true);
    version.put("schema", Map.of("openAPIV3Schema", schema));
    if (kind.hasStatus()) {
      version.put("subresources", Map.of("status", Map.of()));
    }
    List<Object> printed = new ArrayList<>();
    for (String column : kind.columns()) {
      List<String> words = BroughtKind.words(column);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", words.get(0));
      fields.put("type", words.get(1));
      fields.put("jsonPath", words.get(2));
      printed.add(fields);
    }
    version.put("additionalPrinterColumns", printed);
    return version;
  }
}
