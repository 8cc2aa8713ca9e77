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
      containers.add(Fields.text(each, "name").equals(container) ? withMount(each) : each);
    }
    fetched.put("containers", containers);
    return fetched;
  }

  private static Map<String, Object> initializer(String uri) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", "storage-initializer");
    container.put("image", IMAGE);
    container.put("args", List.of(uri, DeployContract.MODEL_MOUNT_PATH));
    container.put("volumeMounts", List.of(mount(false)));
    return container;
  }

  private static Map<String, Object> withMount(Map<String, Object> container) {
    Map<String, Object> mounted = new LinkedHashMap<>(container);
    List<Object> mounts = new ArrayList<>(Fields.list(container, "volumeMounts"));
    mounts.add(mount(true));
    mounted.put("volumeMounts", mounts);
    return mounted;
  }

  private static Map<String, Object> mount(boolean readOnly) {
    Map<String, Object> mount = new LinkedHashMap<>();
    mount.put("name", VOLUME);
    mount.put("mountPath", DeployContract.MODEL_MOUNT_PATH);
    if (readOnly) {
      mount.put("readOnly", true);
    }
    return mount;
  }
}
