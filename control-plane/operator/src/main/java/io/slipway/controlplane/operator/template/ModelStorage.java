// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a model to its server, as KServe's webhook does: a container that runs before the others
 * fetches it into a directory that both see.
 */
final class ModelStorage {
  static final String VOLUME = "kserve-provision-location";
  static final VolumeMount MODELS_TO_READ =
      new VolumeMount(VOLUME, DeployContract.MODEL_MOUNT_PATH, true);
  static final VolumeMount MODELS_TO_WRITE =
      new VolumeMount(VOLUME, DeployContract.MODEL_MOUNT_PATH, false);
  private static final String IMAGE = "slipway/storage-initializer";

  private ModelStorage() {}

  /** The Pod with its model fetched for one of its containers. */
  static Map<String, Object> addTo(Map<String, Object> pod, String container, String uri) {
    Map<String, Object> fetched = new LinkedHashMap<>(pod);
    List<Object> before = new ArrayList<>(List.of(initializer(uri)));
    before.addAll(Fields.list(pod, "initContainers"));
    fetched.put("initContainers", before);
    List<Object> volumes = Fields.list(pod, "volumes");
    List<Object> more = new ArrayList<>(volumes);
    more.add(Map.of("name", VOLUME, "emptyDir", Map.of()));
    fetched.put("volumes", more);
    List<Object> containers = new ArrayList<>();
    for (Map<String, Object> each : Fields.maps(pod, "containers")) {
      containers.add(
          Fields.text(each, "name").equals(container) ? MODELS_TO_READ.addedTo(each) : each);
    }
    fetched.put("containers", containers);
    return fetched;
  }

  private static Map<String, Object> initializer(String uri) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", "storage-initializer");
    container.put("image", IMAGE);
    container.put("args", List.of(uri, DeployContract.MODEL_MOUNT_PATH));
    return MODELS_TO_WRITE.addedTo(container);
  }
}
