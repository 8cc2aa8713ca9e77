// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The types of a small API. */
final class Discovered {
  private Discovered() {}

  static ResourceTypes types() {
    try {
      return ResourceTypes.of(
          KubeJson.read(CORE.getBytes(StandardCharsets.UTF_8)),
          KubeJson.read(GROUPS.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String CORE =
      """
      {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [
        {"metadata": {}, "versions": [{"version": "v1", "resources": [
          {"resource": "events", "responseKind": {"kind": "Event"}, "scope": "Namespaced",
           "singularResource": "event", "verbs": ["get", "list"], "shortNames": ["ev"]},
          {"resource": "namespaces", "responseKind": {"kind": "Namespace"}, "scope": "Cluster",
           "singularResource": "namespace", "verbs": ["get", "list"], "shortNames": ["ns"]},
          {"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced",
           "singularResource": "pod", "verbs": ["get", "list"], "shortNames": ["po"],
           "categories": ["all"]},
          {"resource": "services", "responseKind": {"kind": "Service"}, "scope": "Namespaced",
           "singularResource": "service", "verbs": ["get"], "shortNames": ["svc"],
           "categories": ["all"]},
          {"resource": "serviceaccounts", "scope": "Namespaced",
           "subresources": [{"subresource": "token", "verbs": ["create"]}]}]}]}]}
      """;
  private static final String GROUPS =
      """
      {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [
        {"metadata": {"name": "events.k8s.io"}, "versions": [{"version": "v1", "resources": [
          {"resource": "events", "responseKind": {"kind": "Event"}, "scope": "Namespaced",
           "singularResource": "event", "verbs": ["get"], "shortNames": ["ev"]}]}]},
        {"metadata": {"name": "serving.kserve.io"}, "versions": [
          {"version": "v1beta1", "resources": [
            {"resource": "inferenceservices", "responseKind": {"kind": "InferenceService"},
             "scope": "Namespaced", "singularResource": "inferenceservice", "verbs": ["get"],
             "shortNames": ["isvc"], "categories": ["all"]}]},
          {"version": "v1alpha1", "resources": [
            {"resource": "inferenceservices", "responseKind": {"kind": "InferenceService"},
             "scope": "Namespaced", "singularResource": "inferenceservice", "verbs": ["get"],
             "shortNames": ["isvc"], "categories": ["all"]},
            {"resource": "clusterservingruntimes", "scope": "Cluster", "verbs": ["get"],
             "responseKind": {"kind": "ClusterServingRuntime"},
             "singularResource": "clusterservingruntime"}]}]}]}
      """;
}
