// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status of a Pod as a kubelet writes it.
 *
 * @param ended whether none of its containers runs any more, and none will; before, the Pod is not
 *     final, because who finds it final takes its volumes and its place for free
 * @param failure a reason of the Pod itself, such as {@code DeadlineExceeded}: it fails when it has
 *     ended
 */
public record PodStatus(
    PodSpec spec,
    Map<String, ContainerStatus> containers,
    Instant startTime,
    String podIp,
    String hostIp,
    boolean ended,
    Optional<Failure> failure) {

  /** Why a Pod failed, whatever its containers say. */
  public record Failure(String reason, String message) {}

  public PodPhase phase() {
    PodPhase phase = PodPhase.of(spec, containers);
    if (!ended) {
      return phase.isFinal() ? PodPhase.RUNNING : phase;
    }
    if (failure.isPresent()) {
      return PodPhase.FAILED;
    }
    return phase.isFinal() ? phase : PodPhase.ofEnded(spec, containers);
  }

  /**
   * What to write.
   *
   * @param before the status that the API has: conditions of others and times of transitions are
   *     taken from it
   */
  public Map<String, Object> json(Fields before, Instant now) {
    PodPhase phase = phase();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("phase", phase.text());
    json.put("conditions", conditions(phase, before, now));
    if (ended && failure.isPresent()) { // as a kubelet: with the phase
      json.put("reason", failure.get().reason());
      json.put("message", failure.get().message());
    }
    json.put("hostIP", hostIp);
    json.put("hostIPs", List.of(Map.of("ip", hostIp)));
    if (!podIp.isEmpty()) {
      json.put("podIP", podIp);
      json.put("podIPs", List.of(Map.of("ip", podIp)));
    }
    json.put("startTime", Timestamps.text(startTime));
    json.put("qosClass", before.text("qosClass", QosClass.of(spec)));
    List<Object> init = statuses(true);
    if (!init.isEmpty()) {
      json.put("initContainerStatuses", init);
    }
    json.put("containerStatuses", statuses(false));
    return json;
  }

  private List<Object> statuses(boolean init) {
    List<Object> list = new ArrayList<>();
    for (ContainerSpec container : spec.containers()) {
      if ((container.role() != Role.MAIN) == init) {
        list.add(status(container).json());
      }
    }
    return list;
  }

  private ContainerStatus status(ContainerSpec container) {
    ContainerStatus status = containers.get(container.name());
    if (status == null) {
      throw new IllegalArgumentException("no status of container " + container.name());
    }
    return status;
  }

  private List<Object> conditions(PodPhase phase, Fields before, Instant now) {
    Conditions conditions = new Conditions(before, now);
    conditions.set("PodScheduled", true, "", "");
    List<String> incomplete = names(false);
    conditions.set(
        "Initialized",
        incomplete.isEmpty(),
        phase == PodPhase.SUCCEEDED ? "PodCompleted" : "ContainersNotInitialized",
        "containers with incomplete status: " + incomplete);
    List<String> unready = names(true);
    boolean done = phase.isFinal();
    String reason =
        phase == PodPhase.SUCCEEDED
            ? "PodCompleted"
            : phase == PodPhase.FAILED ? "PodFailed" : "ContainersNotReady";
    String message = done ? "" : "containers with unready status: " + unready;
    conditions.set("ContainersReady", !done && unready.isEmpty(), reason, message);
    List<String> gates = openGates(before);
    boolean ready = !done && unready.isEmpty() && gates.isEmpty();
    if (!done && unready.isEmpty() && !gates.isEmpty()) {
      reason = "ReadinessGatesNotReady";
      message = "conditions that are not True: " + gates;
    }
    conditions.set("Ready", ready, reason, message);
    if (!spec.ignored().isEmpty()) {
      conditions.hold("FieldsIgnored", "WithoutMeaning", String.join("; ", spec.ignored()));
    }
    return conditions.json();
  }

  private List<String> openGates(Fields before) {
    List<String> open = new ArrayList<>(spec.readinessGates());
    for (Fields condition : before.list("conditions")) {
      if (condition.text("status").equals("True")) {
        open.remove(condition.text("type"));
      }
    }
    return open;
  }

  /** The containers that are not ready, or the init containers that are not done. */
  private List<String> names(boolean readiness) {
    List<String> names = new ArrayList<>();
    for (ContainerSpec container : spec.containers()) {
      ContainerStatus status = status(container);
      boolean missing =
          switch (container.role()) {
            case INIT ->
                !readiness
                    && !(status.state() instanceof Terminated ended && ended.exitCode() == 0);
            case SIDECAR -> readiness ? !status.ready() : !status.started();
            case MAIN -> readiness && !status.ready();
          };
      if (missing) {
        names.add(container.name());
      }
    }
    return names;
  }
}
