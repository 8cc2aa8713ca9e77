// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.resources.serving.Predictor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Pod of containers that the user brings. */
final class CustomPod {
  private static final String STORAGE_URI = "STORAGE_URI";

  /** Fields of a component that are not its Pods'. */
  private static final Set<String> OF_COMPONENT =
      Set.of(
          "annotations",
          "autoScaling",
          "batcher",
          "canaryTrafficPercent",
          "containerConcurrency",
          "deploymentStrategy",
          "labels",
          "logger",
          "maxReplicas",
          "minReplicas",
          "model",
          "name",
          "scaleMetric",
          "scaleMetricType",
          "scaleTarget",
          "timeout");

  private CustomPod() {}

  /** The Pod as it is written, with a model where {@code STORAGE_URI} says one. */
  static Map<String, Object> of(Map<String, Object> written) {
    Map<String, Object> pod = podFields(written);
    List<Map<String, Object>> containers = Fields.maps(pod, "containers");
    for (Map<String, Object> container : containers) {
      for (Map<String, Object> variable : Fields.maps(container, "env")) {
        String uri = Fields.text(variable, "value");
        if (Fields.text(variable, "name").equals(STORAGE_URI) && !uri.isEmpty()) {
          return ModelStorage.addTo(pod, Fields.text(container, "name"), uri);
        }
      }
    }
    return pod;
  }

  /** The fields of a component that its Pods have too. */
  static Map<String, Object> podFields(Map<String, Object> component) {
    Map<String, Object> fields = new LinkedHashMap<>(component);
    fields.keySet().removeAll(OF_COMPONENT);
    Predictor.FRAMEWORKS.forEach(fields::remove);
    return fields;
  }

  /** KServe's transformers and explainers are told by arguments whom they stand before. */
  static Map<String, Object> callingPredictor(
      Map<String, Object> pod, String service, String predictor) {
    List<Map<String, Object>> containers = Fields.maps(pod, "containers");
    Map<String, Object> first = new LinkedHashMap<>(containers.getFirst());
    List<Object> args = new ArrayList<>(Fields.list(first, "args"));
    addUnlessGiven(args, "--model_name", service);
    addUnlessGiven(args, "--predictor_host", predictor);
    first.put("args", args);
    List<Object> all = new ArrayList<>(containers);
    all.set(0, first);
    Map<String, Object> calling = new LinkedHashMap<>(pod);
    calling.put("containers", all);
    return calling;
  }

  private static void addUnlessGiven(List<Object> args, String flag, String value) {
    for (Object arg : args) {
      if (arg instanceof String text && (text.equals(flag) || text.startsWith(flag + "="))) {
        return;
      }
    }
    args.add(flag);
    args.add(value);
  }
}
