// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What predictor, transformer and explainer must all hold to. */
final class ComponentRules {
  private ComponentRules() {}

  static void check(Scope component, Autoscaling autoscaling) {
    replicas(component);
    component.atLeast("containerConcurrency", 0);
    component.atLeast("timeout", 0);
    percent(component, "canaryTrafficPercent");
    Scope logger = component.child("logger");
    if (logger != null) {
      logger(logger);
    }
    ScalingRules.check(component, autoscaling);
    storageUris(component);
    environments(component);
  }

  static void percent(Scope scope, String field) {
    Long percent = scope.map().integer(field);
    if (percent != null && (percent < 0 || percent > 100)) {
      scope.invalid(field, percent + " (expected: 0 to 100)");
    }
  }

  /** The containers of a Pod. */
  static void environments(Scope pod) {
    for (Scope container : pod.children("containers")) {
      environment(container);
    }
    for (Scope container : pod.children("initContainers")) {
      environment(container);
    }
  }

  /** Variables that would change which code a server loads. */
  static void environment(Scope container) {
    for (Scope env : container.children("env")) {
      if (env.textOrEmpty("name").equals("PYTHONPATH")) {
        env.invalid("name", "PYTHONPATH may not be set: it changes which code is loaded");
      }
    }
  }

  private static void replicas(Scope component) {
    component.atLeast("minReplicas", 0);
    component.atLeast("maxReplicas", 0);
    Long min = component.map().integer("minReplicas");
    Long max = component.map().integer("maxReplicas");
    long least = min == null ? 1 : min;
    if (max != null && max > 0 && least > max) {
      component.invalid(
          "maxReplicas",
          max + " (expected: at least minReplicas, " + least + ", or 0 for no bound)");
    }
  }

  private static void logger(Scope logger) {
    if (!logger.has("mode")) {
      logger.required("mode", "required: one of all, request, response");
    }
    Scope storage = logger.child("storage");
    if (storage != null) {
      for (String field : List.of("path", "parameters", "key")) {
        if (!storage.has(field)) {
          storage.required(field, "required for a logger that writes to storage");
        }
      }
    }
  }

  private static void storageUris(Scope component) {
    Set<String> claims = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (Scope uri : component.children("storageUris")) {
      if (uri.has("uri") && uri.textOrEmpty("uri").isEmpty()) {
        uri.invalid("uri", "\"\" (expected: a URI)");
      }
      String path = uri.has("mountPath") ? uri.textOrEmpty("mountPath") : "/mnt/models";
      if (!path.startsWith("/") || path.equals("/") || path.contains("..") || path.length() > 255) {
        uri.invalid(
            "mountPath",
            "\""
                + Scope.shown(path)
                + "\" (expected: an absolute path below /, without \"..\", at most 255 long)");
      } else if (!StorageScheme.of(uri.textOrEmpty("uri")).equals("pvc")) {
        folders.add(topFolder(path));
      } else if (!claims.add(path)) {
        uri.invalid("mountPath", "\"" + path + "\" (expected: a path of its own for each claim)");
      }
    }
    if (folders.size() > 1) {
      component.invalid("storageUris", "mountPath values need a common parent other than /");
    }
  }

  private static String topFolder(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? path : path.substring(0, end);
  }
}
