// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.ServingContainers;
import io.slipway.controlplane.resources.serving.Predictor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Pod of containers that the user brings. */
final class CustomPod {
  private static final String STORAGE_URI = "STORAGE_URI";
  private static final String HTTP_PORT = "--http_port";
  private static final String SERVICE_NAME = "INFERENCE_SERVICE_NAME";

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
    Map<String, Object> pod = ServingContainers.first(podFields(written));
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

  /**
   * KServe's transformers and explainers are told by arguments whom they stand before. They listen
   * on all addresses, so on one machine they are told as well where, unless somebody else has.
   */
  static Map<String, Object> callingPredictor(
      Map<String, Object> pod, String service, PredictorAddress predictor) {
    Map<String, Object> first = first(pod);
    List<Object> args = new ArrayList<>(Fields.list(first, "args"));
    addUnlessGiven(args, "--model_name", service);
    if (predictor.encrypted() && !isGiven(args, "--predictor_host")) {
      addUnlessGiven(args, "--predictor_use_ssl", "true");
    }
    addUnlessGiven(args, "--predictor_host", predictor.host());
    if (!isGiven(args, HTTP_PORT)) {
      args.add(HTTP_PORT);
      args.add("$(PORT)");
      addUnlessGiven(args, "--grpc_port", "$(GRPC_PORT)");
    }
    first.put("args", args);
    return with(pod, 0, first);
  }

  /**
   * The Pod is ready when its server can be connected to, and a transformer beside it, unless these
   * have probes of their own, as KServe has it; asked more often than there, because nothing else
   * waits for it here.
   */
  static Map<String, Object> probed(Map<String, Object> pod) {
    Map<String, Object> probed = pod;
    List<Map<String, Object>> containers = Fields.maps(pod, "containers");
    for (int i = 0; i < containers.size(); i++) {
      boolean transforms =
          Fields.text(containers.get(i), "name").equals(ServingContainers.TRANSFORMER);
      if (i == 0 || transforms) {
        Map<String, Object> what = Map.of("port", (int) ServingContainers.port(containers.get(i)));
        probed = probed(probed, i, "tcpSocket", what);
      }
    }
    return probed;
  }

  /** As {@link #probed(Map)}, but its server is ready when it answers at this path. */
  static Map<String, Object> asked(Map<String, Object> pod, String path) {
    Map<String, Object> what =
        Map.of("path", path, "port", (int) ServingContainers.port(first(pod)));
    return probed(probed(pod, 0, "httpGet", what));
  }

  private static Map<String, Object> probed(
      Map<String, Object> pod, int index, String how, Map<String, Object> what) {
    Map<String, Object> container = new LinkedHashMap<>(Fields.maps(pod, "containers").get(index));
    if (container.containsKey("readinessProbe")) {
      return pod;
    }
    Map<String, Object> probe = new LinkedHashMap<>();
    probe.put(how, what);
    probe.put("periodSeconds", 1);
    probe.put("failureThreshold", 3);
    container.put("readinessProbe", probe);
    return with(pod, index, container);
  }

  /** All containers, or the first, with the service's name in the variable that KServe sets. */
  static Map<String, Object> named(Map<String, Object> pod, String service, boolean onlyFirst) {
    Map<String, Object> named = pod;
    List<Map<String, Object>> containers = Fields.maps(pod, "containers");
    for (int i = 0; i < (onlyFirst ? 1 : containers.size()); i++) {
      List<Object> env = new ArrayList<>();
      for (Map<String, Object> each : Fields.maps(containers.get(i), "env")) {
        if (!Fields.text(each, "name").equals(SERVICE_NAME)) {
          env.add(each);
        }
      }
      env.add(Map.of("name", SERVICE_NAME, "value", service));
      Map<String, Object> container = new LinkedHashMap<>(containers.get(i));
      container.put("env", env);
      named = with(named, i, container);
    }
    return named;
  }

  private static Map<String, Object> first(Map<String, Object> pod) {
    return new LinkedHashMap<>(Fields.maps(pod, "containers").getFirst());
  }

  private static Map<String, Object> with(
      Map<String, Object> pod, int index, Map<String, Object> container) {
    List<Object> all = new ArrayList<>(Fields.maps(pod, "containers"));
    all.set(index, container);
    Map<String, Object> changed = new LinkedHashMap<>(pod);
    changed.put("containers", all);
    return changed;
  }

  private static void addUnlessGiven(List<Object> args, String flag, String value) {
    if (!isGiven(args, flag)) {
      args.add(flag);
      args.add(value);
    }
  }

  private static boolean isGiven(List<Object> args, String flag) {
    for (Object arg : args) {
      if (arg instanceof String text && (text.equals(flag) || text.startsWith(flag + "="))) {
        return true;
      }
    }
    return false;
  }
}
