// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One container of a Pod as it is now.
 *
 * @param imageId what it names exactly
 * @param last how it ended before its present state
 * @param started whether its startup probe has succeeded, or it has none and runs
 * @param ready whether it can do its work; for an init container, whether it is done
 * @param id its run, or empty before the first
 * @param lastId the run that {@code last} was the end of
 * @param stopSignal what asks it to end, by Kubernetes' name; empty if that is no signal
 */
public record ContainerStatus(
    String name,
    String image,
    String imageId,
    ContainerState state,
    Optional<Terminated> last,
    int restarts,
    boolean started,
    boolean ready,
    String id,
    String lastId,
    String stopSignal) {

  private static final String PREFIX = "slipway://";

  /** What is over says of which run it was the end. */
  private static Map<String, Object> json(ContainerState state, String id) {
    Map<String, Object> json = state.json();
    if (!(state instanceof Terminated) || id.isEmpty()) {
      return json;
    }
    Map<String, Object> ended = new LinkedHashMap<>();
    ended.put("containerID", PREFIX + id);
    ended.put("exitCode", 0); // in its place
    if (json.get("terminated") instanceof Map<?, ?> fields) {
      fields.forEach((name, value) -> ended.put(String.valueOf(name), value));
    }
    return Map.of("terminated", ended);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("image", image);
    json.put("imageID", id.isEmpty() ? "" : imageId);
    if (!id.isEmpty()) {
      json.put("containerID", PREFIX + id);
    }
    json.put("state", json(state, id));
    json.put("lastState", last.map(ended -> json(ended, lastId)).orElse(Map.of()));
    json.put("restartCount", restarts);
    json.put("started", started);
    json.put("ready", ready);
    if (!stopSignal.isEmpty()) {
      json.put("stopSignal", stopSignal);
    }
    return json;
  }
}
