// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a predictor must hold to beyond {@link ComponentRules}. */
final class PredictorRules {
  private static final String SERVER_CONTAINER = "kserve-container";
  private static final String TRANSFORMER_CONTAINER = "transformer-container";

  private PredictorRules() {}

  static void check(Scope predictor, @Nullable YamlMap annotations) {
    exactlyOneImplementation(predictor);
    Scope model = predictor.child("model");
    if (model != null) {
      if (!model.has("modelFormat") && !model.has("runtime")) {
        model.required("modelFormat", "required, unless a runtime is named");
      }
      model(predictor, model);
    }
    for (String framework : Predictor.FRAMEWORKS) {
      Scope spec = predictor.child(framework);
      if (spec != null) {
        model(predictor, spec);
      }
    }
    for (Scope container : predictor.children("containers")) {
      collocatedTransformer(container);
    }
    Scope worker = predictor.child("workerSpec");
    if (worker != null) {
      worker(predictor, worker, annotations);
    }
  }

  private static void exactlyOneImplementation(Scope predictor) {
    List<String> found = new ArrayList<>();
    if (predictor.has("model")) {
      found.add("model");
    }
    for (String framework : Predictor.FRAMEWORKS) {
      if (predictor.has(framework)) {
        found.add(framework);
      }
    }
    if (isCustom(predictor.children("containers"), found.isEmpty())) {
      found.add("containers");
    }
    if (found.size() != 1) {
      predictor.invalid(
          "expected exactly one of model, "
              + String.join(", ", Predictor.FRAMEWORKS)
              + " or containers, found "
              + (found.isEmpty() ? "none" : String.join(" and ", found)));
    }
  }

  /** Containers are a predictor if one is named so, or if there is no other predictor. */
  private static boolean isCustom(List<Scope> containers, boolean onlyOnes) {
    for (Scope container : containers) {
      if (onlyOnes || container.textOrEmpty("name").equals(SERVER_CONTAINER)) {
        return true;
      }
    }
    return false;
  }

  private static void model(Scope predictor, Scope model) {
    String uri = model.map().text("storageUri");
    if (uri != null) {
      storageUri(model, uri);
      if (predictor.has("storageUris")) {
        predictor.invalid("storageUris", "not together with storageUri");
      }
    }
    String protocol = model.map().text("protocolVersion");
    if (protocol != null && Protocol.of(protocol) == null) {
      model.invalid(
          "protocolVersion",
          "\"" + Scope.shown(protocol) + "\" (expected: one of v1, v2, grpc-v1, grpc-v2)");
    }
    if (model.has("confidential") && uri == null) {
      model.required("storageUri", "required for a confidential model");
    }
    ComponentRules.environment(model);
  }

  private static void storageUri(Scope model, String uri) {
    String scheme = StorageScheme.of(uri);
    if (uri.isBlank()) {
      model.invalid("storageUri", "\"" + uri + "\" (expected: a path or a URI)");
    } else if (!scheme.isEmpty() && !StorageScheme.KNOWN.contains(scheme)) {
      model.invalid(
          "storageUri",
          "unknown scheme "
              + Scope.shown(scheme)
              + ":// (expected: a path, or one of "
              + String.join("://, ", StorageScheme.KNOWN)
              + "://)");
    } else if (!scheme.isEmpty() && StorageScheme.rest(uri).isEmpty()) {
      model.invalid("storageUri", "\"" + uri + "\" names nothing");
    }
  }

  private static void collocatedTransformer(Scope container) {
    if (!container.textOrEmpty("name").equals(TRANSFORMER_CONTAINER)) {
      return;
    }
    for (Scope env : container.children("env")) {
      if (env.textOrEmpty("name").equals("STORAGE_URI")) {
        env.invalid("name", "STORAGE_URI belongs to the predictor's container");
      }
    }
  }

  private static void worker(Scope predictor, Scope worker, @Nullable YamlMap annotations) {
    worker.atLeast("pipelineParallelSize", 1);
    worker.atLeast("tensorParallelSize", 1);
    ComponentRules.environments(worker);
    if (worker.children("containers").size() > 1) {
      worker.invalid("containers", "at most one container in a worker");
    }
    Scope model = predictor.child("model");
    if (model == null) {
      return;
    }
    String scheme = StorageScheme.of(model.textOrEmpty("storageUri"));
    if (!scheme.equals("pvc") && !scheme.equals("oci")) {
      model.invalid("storageUri", "a model served by several nodes needs pvc:// or oci://");
    }
    String autoscaler = annotations == null ? null : annotations.text(Autoscaling.AUTOSCALER_CLASS);
    if (!"none".equals(autoscaler)) {
      predictor.invalid(
          "workerSpec", "needs the annotation " + Autoscaling.AUTOSCALER_CLASS + ": none");
    }
  }
}
