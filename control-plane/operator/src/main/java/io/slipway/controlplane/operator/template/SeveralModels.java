// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers whose models come and go while they run: which containers of users are such, and what
 * their Pods have besides, as KServe has it: a container that fetches models into a directory that
 * both see, and tells the server of them. Pure.
 */
public final class SeveralModels {
  /** The variable by which KServe knows a custom predictor as such a server. */
  public static final String VARIABLE = "MULTI_MODEL_SERVER";

  private static final String STORAGE_URI = "STORAGE_URI";
  private static final String CONTAINER = "agent";
  private static final String WORK = "slipway-model-work";

  private SeveralModels() {}

  /** Whether a custom predictor says that its server loads models when it is told to. */
  public static boolean areAskedForBy(Map<String, Object> predictor) {
    List<Map<String, Object>> containers = Fields.maps(predictor, "containers");
    return !containers.isEmpty()
        && variable(containers.getFirst(), VARIABLE).equals("true")
        && containers.stream().allMatch(each -> variable(each, STORAGE_URI).isEmpty());
  }

  /** What a container sets a variable to; empty if it does not. */
  public static String variable(Map<String, Object> container, String name) {
    String value = "";
    for (Map<String, Object> each : Fields.maps(container, "env")) {
      value = Fields.text(each, "name").equals(name) ? Fields.text(each, "value") : value;
    }
    return value;
  }

  /** The Pod with what brings models to one of its containers. */
  static Map<String, Object> addTo(Map<String, Object> pod, String server) {
    List<Object> containers = new ArrayList<>();
    for (Map<String, Object> each : Fields.maps(pod, "containers")) {
      containers.add(
          Fields.text(each, "name").equals(server)
              ? ModelStorage.MODELS_TO_READ.addedTo(each)
              : each);
    }
    containers.add(agent(server));
    List<Object> volumes = new ArrayList<>(Fields.list(pod, "volumes"));
    volumes.add(Map.of("name", ModelStorage.VOLUME, "emptyDir", Map.of()));
    volumes.add(Map.of("name", WORK, "emptyDir", Map.of()));
    Map<String, Object> served = new LinkedHashMap<>(pod);
    served.put("containers", containers);
    served.put("volumes", volumes);
    return served;
  }

  private static Map<String, Object> agent(String server) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", CONTAINER);
    container.put("image", DeployContract.MODEL_AGENT_IMAGE);
    container.put("args", List.of(DeployContract.MODEL_AGENT_SERVER_ARGUMENT + server));
    container.put(
        "env",
        List.of(
            Map.of(
                "name",
                "POD_IP",
                "valueFrom",
                Map.of("fieldRef", Map.of("fieldPath", "status.podIP")))));
    VolumeMount work = new VolumeMount(WORK, DeployContract.MODEL_AGENT_WORK_PATH, false);
    return work.addedTo(ModelStorage.MODELS_TO_WRITE.addedTo(container));
  }
}
