// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.objects.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a container is to see a volume of its Pod. */
record VolumeMount(String volume, String path, boolean readOnly) {
  /** The container with this mount behind those that it has; itself stays as it is. */
  Map<String, Object> addedTo(Map<String, Object> container) {
    Map<String, Object> mount = new LinkedHashMap<>();
    mount.put("name", volume);
    mount.put("mountPath", path);
    if (readOnly) {
      mount.put("readOnly", true);
    }
    List<Object> mounts = new ArrayList<>(Fields.list(container, "volumeMounts"));
    mounts.add(mount);
    Map<String, Object> mounted = new LinkedHashMap<>(container);
    mounted.put("volumeMounts", mounts);
    return mounted;
  }
}
