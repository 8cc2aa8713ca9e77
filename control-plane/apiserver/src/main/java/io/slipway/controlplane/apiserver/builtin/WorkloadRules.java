// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/** Deployments, ReplicaSets and StatefulSets: Pods after a template, chosen by a selector. */
final class WorkloadRules implements Particulars {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int KEPT_REVISIONS = 10;
  private static final int PROGRESS_SECONDS = 600;

  private final String kind;

  WorkloadRules(String kind) {
    this.kind = kind;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "replicas", 1);
    switch (kind) {
      case "Deployment" -> {
        Missing.put(spec, "revisionHistoryLimit", KEPT_REVISIONS);
        Missing.put(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
        strategy(spec.withObjectProperty("strategy"));
      }
      case "StatefulSet" -> {
        Missing.put(spec, "revisionHistoryLimit", KEPT_REVISIONS);
        Missing.put(spec, "podManagementPolicy", "OrderedReady");
        ordered(spec);
      }
      default -> {}
    }
    PodDefaults.apply(spec.withObjectProperty("template").withObjectProperty("spec"));
  }

  private static void ordered(ObjectNode spec) {
    ObjectNode strategy = spec.withObjectProperty("updateStrategy");
    Missing.put(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      Missing.put(strategy.withObjectProperty("rollingUpdate"), "partition", 0);
    }
    ObjectNode volumes = spec.withObjectProperty("persistentVolumeClaimRetentionPolicy");
    Missing.put(volumes, "whenDeleted", "Retain");
    Missing.put(volumes, "whenScaled", "Retain");
  }

  private static void strategy(ObjectNode strategy) {
    Missing.put(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = strategy.withObjectProperty("rollingUpdate");
      Missing.put(rolling, "maxSurge", "25%");
      Missing.put(rolling, "maxUnavailable", "25%");
    }
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    JsonNode spec = object.path("spec");
    List<FieldError> errors = new ArrayList<>();
    JsonNode selector = spec.path("selector");
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (selector.isMissingNode() || selector.isEmpty()) {
      errors.add(FieldError.required(SPEC.child("selector"), ""));
    } else if (!selects(selector, labels, errors)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("template").child("metadata").child("labels"),
              labels,
              "`selector` does not match template `labels`"));
    }
    if (spec.path("replicas").asLong() < 0) {
      errors.add(
          FieldError.invalid(
              SPEC.child("replicas"), spec.path("replicas"), "must be greater than or equal to 0"));
    }
    errors.addAll(
        PodSpecRules.check(spec.path("template").path("spec"), SPEC.child("template.spec")));
    return errors;
  }

  private static boolean selects(JsonNode selector, JsonNode labels, List<FieldError> errors) {
    try {
      return LabelSelector.of(selector).matches(labels);
    } catch (IllegalArgumentException e) {
      errors.add(
          FieldError.invalid(SPEC.child("selector"), selector, String.valueOf(e.getMessage())));
      return true;
    }
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    JsonNode selector = object.path("spec").path("selector");
    return selector.equals(live.path("spec").path("selector"))
        ? List.of()
        : List.of(FieldError.invalid(SPEC.child("selector"), selector, "field is immutable"));
  }
}
