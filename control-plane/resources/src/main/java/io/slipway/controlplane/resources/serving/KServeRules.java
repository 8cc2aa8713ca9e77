// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What KServe's webhook asks of an InferenceService beyond the types of its fields; in every home.
 * Where the webhook stops at the first fault, all are found.
 */
final class KServeRules {
  private KServeRules() {}

  static void check(Scope service) {
    Scope metadata = service.child("metadata");
    YamlMap annotations = null;
    if (metadata != null) {
      MetadataRules.check(metadata);
      annotations = metadata.map().map("annotations");
    }
    Scope spec = service.child("spec");
    if (spec == null) {
      service.required("spec", "required: a service needs spec.predictor");
      return;
    }
    Autoscaling autoscaling = Autoscaling.of(annotations);
    Scope predictor = spec.child("predictor");
    if (predictor != null) {
      PredictorRules.check(predictor, annotations);
      ComponentRules.check(predictor, autoscaling);
    }
    component(spec.child("transformer"), "containers", autoscaling);
    component(spec.child("explainer"), "art or containers", autoscaling);
    canaries(spec, predictor, annotations);
  }

  private static void component(@Nullable Scope component, String forms, Autoscaling autoscaling) {
    if (component == null) {
      return;
    }
    ComponentRules.check(component, autoscaling);
    boolean containers = !component.children("containers").isEmpty();
    boolean art = component.has("art");
    if (containers == art) {
      component.invalid("expected " + forms + ", found " + (containers ? "both" : "neither"));
    }
    Scope artContainer = component.child("art");
    if (artContainer != null) {
      ComponentRules.environment(artContainer);
    }
  }

  private static void canaries(Scope spec, @Nullable Scope stable, @Nullable YamlMap annotations) {
    if (spec.children("canary").isEmpty()) {
      return;
    }
    if (!Autoscaling.namesStandardMode(annotations)) {
      spec.invalid("canary", "needs the annotation " + Autoscaling.DEPLOYMENT_MODE + ": Standard");
    }
    Set<String> names = new HashSet<>();
    names.add(stable == null ? "" : stable.textOrEmpty("name"));
    long sum = 0;
    for (Scope canary : spec.children("canary")) {
      ComponentRules.percent(canary, "trafficPercent");
      Long percent = canary.map().integer("trafficPercent");
      sum += percent == null ? 0 : percent;
      Scope predictor = canary.child("predictor");
      if (predictor != null) {
        canary(predictor, stable, names, annotations);
      }
    }
    if (sum > 100) {
      spec.invalid("canary", sum + "% of the traffic in all (expected: at most 100%)");
    }
  }

  private static void canary(
      Scope predictor, @Nullable Scope stable, Set<String> names, @Nullable YamlMap annotations) {
    PredictorRules.check(predictor, annotations);
    if (!names.add(predictor.textOrEmpty("name"))) {
      predictor.invalid(
          "name",
          "\""
              + predictor.textOrEmpty("name")
              + "\" (expected: a name that neither the stable predictor nor another canary has)");
    }
    for (String field :
        List.of(
            "maxReplicas",
            "scaleTarget",
            "scaleMetric",
            "scaleMetricType",
            "autoScaling",
            "workerSpec")) {
      if (predictor.has(field)) {
        predictor.invalid(field, "a canary's predictor may not set this");
      }
    }
    predictor.atLeast("minReplicas", 0);
    Long replicas = predictor.map().integer("minReplicas");
    Long stableReplicas = stable == null ? null : stable.map().integer("minReplicas");
    long most = stableReplicas == null ? 1 : stableReplicas;
    if (replicas != null && replicas > most) {
      predictor.invalid(
          "minReplicas", replicas + " (expected: at most the stable predictor's " + most + ")");
    }
  }
}
