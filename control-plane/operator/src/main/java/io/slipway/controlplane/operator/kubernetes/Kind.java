// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.client.Resource;

/** The kinds that the operator reads or writes. */
enum Kind {
  SERVICE("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices", true),
  RUNTIME("serving.kserve.io", "v1alpha1", "ServingRuntime", "servingruntimes", true),
  CLUSTER_RUNTIME(
      "serving.kserve.io", "v1alpha1", "ClusterServingRuntime", "clusterservingruntimes", false),
  GRAPH("serving.kserve.io", "v1alpha1", "InferenceGraph", "inferencegraphs", true),
  TRAINED_MODEL("serving.kserve.io", "v1alpha1", "TrainedModel", "trainedmodels", true),
  REVISION("slipway.io", "v1alpha1", "Revision", "revisions", true),
  ROUTE("slipway.io", "v1alpha1", "Route", "routes", true),
  POD("", "v1", "Pod", "pods", true);

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;
  private final boolean namespaced;

  Kind(String group, String version, String kind, String plural, boolean namespaced) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.namespaced = namespaced;
  }

  static Kind of(String kind) {
    for (Kind each : values()) {
      if (each.kind.equals(kind)) {
        return each;
      }
    }
    throw new IllegalArgumentException(kind + " (expected: a kind that the operator makes)");
  }

  Resource resource() {
    return new Resource(group, version, plural, namespaced);
  }

  /** Whether it is made for services, and labelled so. */
  boolean isOfServices() {
    return switch (this) {
      case REVISION, ROUTE, POD -> true;
      case SERVICE, RUNTIME, CLUSTER_RUNTIME, GRAPH, TRAINED_MODEL -> false;
    };
  }
}
