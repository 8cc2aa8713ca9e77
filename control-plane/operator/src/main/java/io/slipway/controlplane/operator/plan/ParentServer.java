// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.runtime.RuntimeSelection;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.runtime.SupportedFormat;
import io.slipway.controlplane.operator.template.SeveralModels;
import io.slipway.controlplane.resources.serving.Predictor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server of a service, as far as its TrainedModels ask: what takes models that come and go is
 * decided as KServe decides it. Pure.
 *
 * @param runtime null if none is known, or the containers are the user's own
 */
record ParentServer(ApiObject service, @Nullable ServingRuntime runtime) {
  static ParentServer of(ApiObject service, List<ServingRuntime> runtimes) {
    return new ParentServer(service, runtime(service, runtimes));
  }

  private static @Nullable ServingRuntime runtime(
      ApiObject service, List<ServingRuntime> runtimes) {
    String namespace = service.metadata().namespace();
    String own = Fields.text(service.status(), "servingRuntimeName");
    String ofCluster = Fields.text(service.status(), "clusterServingRuntimeName");
    if (own.isEmpty() && ofCluster.isEmpty()) {
      own = Fields.text(service.spec(), "predictor", "model", "runtime");
      ofCluster = own;
    }
    ServingRuntime found = RuntimeSelection.find(own, namespace, runtimes);
    return found == null ? RuntimeSelection.find(ofCluster, "", runtimes) : found;
  }

  /** Why it does not take models that come and go; empty if it does. */
  String whyNotSeveral() {
    Map<String, Object> predictor = Fields.map(service.spec(), "predictor");
    if (isCustom()) {
      return SeveralModels.areAskedForBy(predictor)
          ? ""
          : "its container does not say so (expected: the variable "
              + SeveralModels.VARIABLE
              + "=true, and no STORAGE_URI)";
    }
    Map<String, Object> model = model();
    if (!Fields.text(model, "storageUri").isEmpty() || !Fields.map(model, "storage").isEmpty()) {
      return "it has a model of its own (expected: no storageUri)";
    }
    ServingRuntime chosen = runtime;
    return chosen == null || chosen.multiModel()
        ? ""
        : "its runtime \"" + chosen.name() + "\" has no multiModel: true";
  }

  /** The frameworks of models that it serves; empty for whichever. */
  Set<String> frameworks() {
    ServingRuntime chosen = runtime;
    if (chosen != null) {
      Set<String> names = new LinkedHashSet<>();
      for (SupportedFormat format : chosen.formats()) {
        names.add(format.name());
      }
      return names;
    }
    return isCustom() ? Set.of() : Set.of(format());
  }

  /** The memory that its models may take together; null if it has no limit. */
  @Nullable Object memory() {
    Object limit = Fields.at(isCustom() ? first() : model(), "resources", "limits", "memory");
    ServingRuntime chosen = runtime;
    if (limit != null || chosen == null) {
      return limit;
    }
    List<Map<String, Object>> containers = Fields.maps(chosen.spec(), "containers");
    return containers.isEmpty()
        ? null
        : Fields.at(containers.getFirst(), "resources", "limits", "memory");
  }

  /** Whether it is asked by the second protocol. */
  boolean speaksV2() {
    String protocol =
        isCustom()
            ? SeveralModels.variable(first(), "PROTOCOL")
            : Fields.text(model(), "protocolVersion");
    return !protocol.isEmpty() && !protocol.equals("v1");
  }

  private boolean isCustom() {
    return model().isEmpty() && framework().isEmpty();
  }

  private Map<String, Object> first() {
    List<Map<String, Object>> containers = Fields.maps(service.spec(), "predictor", "containers");
    return containers.isEmpty() ? Map.of() : containers.getFirst();
  }

  private Map<String, Object> model() {
    Map<String, Object> model = Fields.map(service.spec(), "predictor", "model");
    return model.isEmpty() ? Fields.map(service.spec(), "predictor", framework()) : model;
  }

  private String format() {
    String format = Fields.text(service.spec(), "predictor", "model", "modelFormat", "name");
    return format.isEmpty() ? framework() : format;
  }

  /** Of the older form of a predictor; empty if it has another. */
  private String framework() {
    Map<String, Object> predictor = Fields.map(service.spec(), "predictor");
    for (String framework : Predictor.FRAMEWORKS) {
      if (predictor.containsKey(framework)) {
        return framework;
      }
    }
    return "";
  }
}
