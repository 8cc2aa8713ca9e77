// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.revision.ServingContainers;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.resources.serving.ModelFormat;
import io.slipway.controlplane.resources.serving.ModelSpec;
import io.slipway.controlplane.resources.serving.Predictor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Pod of a model: its runtime's, what the service says laid over it, and the model in it. */
final class ModelPod {
  /** The container of a runtime that serves. */
  static final String SERVER = ServingContainers.SERVER;

  /** Fields of a model that are not its container's. */
  private static final Set<String> OF_MODEL =
      Set.of(
          "confidential",
          "modelFormat",
          "protocolVersion",
          "runtime",
          "runtimeVersion",
          "storage",
          "storageUri");

  /** Fields of a runtime that its Pods have too. */
  private static final Set<String> OF_PODS =
      Set.of(
          "affinity", "containers", "imagePullSecrets", "nodeSelector", "tolerations", "volumes");

  private ModelPod() {}

  static Map<String, Object> of(
      ServiceSpec spec, ModelSpec model, Map<String, Object> predictor, ServingRuntime runtime)
      throws UnservableException {
    Metadata service = spec.object().metadata();
    ServerDefaults defaults = new ServerDefaults(runtime, model);
    Map<String, Object> container = without(written(predictor), OF_MODEL);
    container = defaults.addedTo(container, service.name());
    container.put("name", SERVER);
    Map<String, Object> pod =
        ContainerMerge.merge(
            only(runtime.spec(), OF_PODS), Map.of("containers", List.of(container)));
    pod = ServingContainers.first(ContainerMerge.merge(pod, CustomPod.podFields(predictor)));
    pod = filled(pod, placeholders(service, model, defaults, runtime));
    String version = model.runtimeVersion();
    if (version != null) {
      pod = withImageTag(pod, version);
    }
    requireServer(pod, runtime.name());
    String uri = model.storageUri();
    return uri == null ? pod : ModelStorage.addTo(pod, SERVER, uri);
  }

  /** The places in the containers that KServe knows, whoever has written them; in no others. */
  private static Map<String, Object> filled(Map<String, Object> pod, Placeholders placeholders)
      throws UnservableException {
    List<Object> containers = new ArrayList<>();
    for (Map<String, Object> each : Fields.maps(pod, "containers")) {
      String name = Fields.text(each, "name");
      boolean known = name.equals(SERVER) || name.equals(ServingContainers.TRANSFORMER);
      containers.add(known ? placeholders.fill(each) : each);
    }
    Map<String, Object> changed = new LinkedHashMap<>(pod);
    changed.put("containers", containers);
    return changed;
  }

  /** With what KServe's defaults add to a service, for servers of several formats. */
  private static Placeholders placeholders(
      Metadata service, ModelSpec model, ServerDefaults defaults, ServingRuntime runtime) {
    Map<String, String> labels = new LinkedHashMap<>(defaults.labels());
    Map<String, String> annotations = new LinkedHashMap<>();
    ModelFormat format = model.modelFormat();
    if (format != null) {
      annotations.put("modelFormat", format.name());
    }
    labels.putAll(service.labels());
    annotations.putAll(service.annotations());
    return new Placeholders(service.key(), labels, annotations, runtime.name());
  }

  /** The model as it is written: in the form that names its format, or in the older one. */
  private static Map<String, Object> written(Map<String, Object> predictor) {
    if (predictor.containsKey("model")) {
      return Fields.map(predictor, "model");
    }
    for (String framework : Predictor.FRAMEWORKS) {
      if (predictor.containsKey(framework)) {
        return Fields.map(predictor, framework);
      }
    }
    return Map.of();
  }

  private static void requireServer(Map<String, Object> pod, String runtime)
      throws UnservableException {
    for (Map<String, Object> container : Fields.maps(pod, "containers")) {
      if (Fields.text(container, "name").equals(SERVER)
          && !Fields.text(container, "image").isEmpty()) {
        return;
      }
    }
    throw new UnservableException(
        "InvalidPredictorSpec",
        "runtime \"" + runtime + "\" has no container " + SERVER + " with an image");
  }

  private static Map<String, Object> withImageTag(Map<String, Object> pod, String tag) {
    List<Object> containers = new ArrayList<>();
    for (Map<String, Object> container : Fields.maps(pod, "containers")) {
      Map<String, Object> tagged = new LinkedHashMap<>(container);
      String image = Fields.text(container, "image");
      boolean isDigest = image.contains("@"); // which says the very image
      if (Fields.text(container, "name").equals(SERVER) && !image.isEmpty() && !isDigest) {
        int colon = image.lastIndexOf(':');
        boolean hasTag = colon > image.lastIndexOf('/');
        tagged.put("image", (hasTag ? image.substring(0, colon) : image) + ":" + tag);
      }
      containers.add(tagged);
    }
    Map<String, Object> changed = new LinkedHashMap<>(pod);
    changed.put("containers", containers);
    return changed;
  }

  private static Map<String, Object> only(Map<String, Object> fields, Set<String> names) {
    Map<String, Object> some = new LinkedHashMap<>(fields);
    some.keySet().retainAll(names);
    return some;
  }

  private static Map<String, Object> without(Map<String, Object> fields, Set<String> names) {
    Map<String, Object> others = new LinkedHashMap<>(fields);
    others.keySet().removeAll(names);
    return others;
  }
}
