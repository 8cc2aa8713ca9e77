// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import org.jspecify.annotations.Nullable;

/** Which scaling fields go with which autoscaler. */
final class ScalingRules {
  private ScalingRules() {}

  static void check(Scope component, Autoscaling autoscaling) {
    switch (autoscaling) {
      case UNSPECIFIED -> {}
      case KPA -> knative(component);
      case HPA -> hpa(component);
      case KEDA -> {
        if (component.has("scaleMetric")) {
          component.invalid("scaleMetric", "KEDA takes its metrics from autoScaling.metrics");
        }
        metrics(component, true);
      }
    }
  }

  private static void knative(Scope component) {
    scaleMetric(component, "concurrency", "rps");
    if (component.textOrEmpty("scaleMetric").equals("rps")) {
      component.atLeast("scaleTarget", 1);
    }
    if (component.has("deploymentStrategy")) {
      component.invalid("deploymentStrategy", "only in the deployment mode Standard");
    }
  }

  private static void hpa(Scope component) {
    scaleMetric(component, "cpu", "memory");
    if (component.textOrEmpty("scaleMetric").equals("memory")) {
      component.atLeast("scaleTarget", 1);
    } else {
      percentFrom1(component, "scaleTarget");
    }
    metrics(component, false);
  }

  private static void scaleMetric(Scope component, String one, String other) {
    String metric = component.textOrEmpty("scaleMetric");
    if (!metric.isEmpty() && !metric.equals(one) && !metric.equals(other)) {
      component.invalid(
          "scaleMetric",
          "\""
              + Scope.shown(metric)
              + "\" (expected for this autoscaler: "
              + one
              + " or "
              + other
              + ")");
    }
  }

  private static void metrics(Scope component, boolean keda) {
    Scope scaling = component.child("autoScaling");
    if (scaling == null) {
      return;
    }
    for (Scope metric : scaling.children("metrics")) {
      String type = metric.textOrEmpty("type");
      String source =
          switch (type) {
            case "External" -> "external";
            case "PodMetric" -> "podmetric";
            default -> "resource";
          };
      if (!keda && !source.equals("resource")) {
        metric.invalid("type", "\"" + type + "\" (expected for HPA: Resource)");
      } else if (!metric.has(source)) {
        metric.required(source, "required for a metric of type " + type);
      } else if (keda) {
        kedaSource(metric.child(source), source);
      }
    }
  }

  private static void kedaSource(@Nullable Scope source, String kind) {
    Scope target = source == null ? null : source.child("target");
    if (source == null || target == null) {
      return; // missing or of another type, which has been reported
    }
    if (kind.equals("resource")) {
      targetOfResource(source.textOrEmpty("name"), target);
    } else {
      Scope query = source.child("metric");
      if (query != null && query.textOrEmpty("query").isEmpty()) {
        query.required("query", "required");
      }
      if (!target.has("value")) {
        target.required("value", "required: the threshold");
      }
    }
    String needed =
        switch (target.textOrEmpty("type")) {
          case "Utilization" -> "averageUtilization";
          case "AverageValue" -> "averageValue";
          case "Value" -> "value";
          default -> "";
        };
    if (!needed.isEmpty() && !target.has(needed)) {
      target.required(needed, "required for a target of type " + target.textOrEmpty("type"));
    }
    percentFrom1(target, "averageUtilization");
  }

  private static void targetOfResource(String resource, Scope target) {
    String type = target.textOrEmpty("type");
    boolean averageOfMemory = resource.equals("memory") && type.equals("AverageValue");
    if (!type.equals("Utilization") && !averageOfMemory) {
      String expected = resource.equals("memory") ? "Utilization or AverageValue" : "Utilization";
      target.invalid("type", "\"" + type + "\" (expected for " + resource + ": " + expected + ")");
    }
  }

  private static void percentFrom1(Scope scope, String field) {
    Long value = scope.map().integer(field);
    if (value != null && (value < 1 || value > 100)) {
      scope.invalid(field, value + " (expected: 1 to 100)");
    }
  }
}
