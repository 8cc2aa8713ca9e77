// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import java.util.List;

/**
 * The definitions of the kinds that Slipway brings. Their schemas say that {@code spec} and {@code
 * status} are objects and leave the rest to the controllers, which say more about a field than a
 * schema can.
 */
public final class Definitions {
  private static final String KSERVE = "serving.kserve.io";
  private static final String SLIPWAY = "slipway.io";
  private static final String AGE = column("Age", "date", ".metadata.creationTimestamp");
  private static final String READY =
      column("Ready", "string", ".status.conditions[?(@.type=='Ready')].status");
  private static final String URL = column("URL", "string", ".status.url");

  private Definitions() {}

  /** Each as a JSON document, without defaults and without a status. */
  public static List<String> documents() {
    return List.of(
        inferenceService(),
        definition(
            new Kind(KSERVE, "v1alpha1", "ServingRuntime", "servingruntimes", "", true, false),
            runtimeColumns()),
        definition(
            new Kind(
                KSERVE,
                "v1alpha1",
                "ClusterServingRuntime",
                "clusterservingruntimes",
                "",
                false,
                false),
            runtimeColumns()),
        definition(
            new Kind(KSERVE, "v1alpha1", "InferenceGraph", "inferencegraphs", "ig", true, true),
            URL + ',' + READY + ',' + AGE),
        definition(
            new Kind(KSERVE, "v1alpha1", "TrainedModel", "trainedmodels", "tm", true, true),
            URL + ',' + READY + ',' + AGE),
        definition(
            new Kind(
                KSERVE,
                "v1alpha1",
                "ClusterStorageContainer",
                "clusterstoragecontainers",
                "",
                false,
                false),
            AGE),
        definition(
            new Kind(SLIPWAY, "v1alpha1", "Revision", "revisions", "", true, true),
            READY + ',' + AGE),
        definition(
            new Kind(SLIPWAY, "v1alpha1", "Route", "routes", "", true, true), READY + ',' + AGE));
  }

  private static String inferenceService() {
    String traffic = ".status.components.predictor.traffic[?(@.";
    return definition(
        new Kind(KSERVE, "v1beta1", "InferenceService", "inferenceservices", "isvc", true, true),
        String.join(
            ",",
            URL,
            READY,
            column("Prev", "integer", traffic + "tag=='prev')].percent"),
            column("Latest", "integer", traffic + "latestRevision==true)].percent"),
            column("PrevRolledoutRevision", "string", traffic + "tag=='prev')].revisionName"),
            column(
                "LatestReadyRevision", "string", traffic + "latestRevision==true)].revisionName"),
            AGE));
  }

  private static String runtimeColumns() {
    return String.join(
        ",",
        column("Disabled", "boolean", ".spec.disabled"),
        column("ModelType", "string", ".spec.supportedModelFormats[*].name"),
        column("Containers", "string", ".spec.containers[*].name"),
        AGE);
  }

  private static String column(String name, String type, String path) {
    return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"jsonPath\":\"" + path + "\"}";
  }

  /**
   * A kind.
   *
   * @param shortName empty for none
   * @param status whether the status is written apart
   */
  private record Kind(
      String group,
      String version,
      String kind,
      String plural,
      String shortName,
      boolean namespaced,
      boolean status) {
    String names() {
      return "{\"plural\":\""
          + plural
          + "\",\"kind\":\""
          + kind
          + (shortName.isEmpty() ? "\"}" : "\",\"shortNames\":[\"" + shortName + "\"]}");
    }
  }

  private static String definition(Kind kind, String columns) {
    String open = "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";
    return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
        + "\"metadata\":{\"name\":\""
        + kind.plural()
        + '.'
        + kind.group()
        + "\"},\"spec\":{\"group\":\""
        + kind.group()
        + "\",\"names\":"
        + kind.names()
        + ",\"scope\":\""
        + (kind.namespaced() ? "Namespaced" : "Cluster")
        + "\",\"versions\":[{\"name\":\""
        + kind.version()
        + "\",\"served\":true,\"storage\":true,\"additionalPrinterColumns\":["
        + columns
        + "],"
        + (kind.status() ? "\"subresources\":{\"status\":{}}," : "")
        + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"properties\":{"
        + "\"apiVersion\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},"
        + "\"metadata\":{\"type\":\"object\"},\"spec\":"
        + open
        + ",\"status\":"
        + open
        + "}}}}]}}";
  }
}
