// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One container of a Pod as it is now.
 *
 * @param last how it ended before its present state
 * @param started whether its startup probe has succeeded, or it has none and runs
 * @param ready whether it can do its work; for an init container, whether it is done
 * @param id its run, or empty before the first
 */
public record ContainerStatus(
    String name,
    String image,
    ContainerState state,
    Optional<Terminated> last,
    int restarts,
    boolean started,
    boolean ready,
    String id) {

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("image", image);
    json.put("imageID", id.isEmpty() ? "" : image);
    if (!id.isEmpty()) {
      json.put("containerID", "slipway://" + id);
    }
    json.put("state", state.json());
    json.put("lastState", last.map(ContainerState::json).orElse(Map.of()));
    json.put("restartCount", restarts);
    json.put("started", started);
    json.put("ready", ready);
    return json;
  }
}
