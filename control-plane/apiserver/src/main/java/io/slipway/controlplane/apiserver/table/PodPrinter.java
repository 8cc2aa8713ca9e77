// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pods: how many containers are ready, and the one word that says how the Pod is. */
final class PodPrinter {
  static final KindPrinter PRINTER =
      new KindPrinter(
          KindPrinter.columns(
              "Name,Ready,Status,Restarts,Age|IP,Node,Nominated Node,Readiness Gates"),
          (pod, cells) -> new PodPrinter(pod).print(cells),
          PodPrinter::conditions);

  private final JsonNode pod;
  private final JsonNode spec;
  private final JsonNode status;
  private int ready;
  private int containers;
  private int restarts;
  private int sidecarRestarts;
  private @Nullable Instant lastRestart;
  private @Nullable Instant lastSidecarRestart;
  private String reason;

  private PodPrinter(JsonNode pod) {
    this.pod = pod;
    this.spec = pod.path("spec");
    this.status = pod.path("status");
    this.containers = spec.path("containers").size();
    this.reason = firstReason();
  }

  private void print(Cells cells) {
    boolean initializing = initContainers();
    if (!initializing || isTrue("Initialized")) {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      mainContainers();
    }
    if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
      terminating();
    }
    cells.name(pod).text(ready + "/" + containers).text(reason).text(restarts(cells)).age(pod);
    JsonNode ip = status.path("podIPs").path(0).path("ip");
    cells.text(ip.isMissingNode() ? status.path("podIP") : ip, "<none>");
    cells.text(spec.path("nodeName"), "<none>");
    cells.text(status.path("nominatedNodeName"), "<none>");
    cells.text(readinessGates());
  }

  private String firstReason() {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("reason").asText().equals("SchedulingGated")) {
        return "SchedulingGated";
      }
    }
    String given = status.path("reason").asText("");
    return given.isEmpty() ? status.path("phase").asText("") : given;
  }

  /** Whether the Pod still waits for one of them. */
  private boolean initContainers() {
    JsonNode specs = spec.path("initContainers");
    for (JsonNode each : specs) {
      containers += isSidecar(each) ? 1 : 0;
    }
    JsonNode statuses = status.path("initContainerStatuses");
    for (int i = 0; i < statuses.size(); i++) {
      JsonNode container = statuses.get(i);
      boolean sidecar = isSidecar(named(specs, container.path("name").asText()));
      countRestarts(container, sidecar);
      JsonNode terminated = container.path("state").path("terminated");
      if (terminated.isObject() && terminated.path("exitCode").asInt() == 0) {
        continue;
      }
      if (sidecar && container.path("started").asBoolean(false)) {
        ready += container.path("ready").asBoolean(false) ? 1 : 0;
        continue;
      }
      reason = "Init:" + waitsFor(container, i, specs.size());
      return true;
    }
    return false;
  }

  private static JsonNode named(JsonNode specs, String name) {
    for (JsonNode each : specs) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean isSidecar(JsonNode container) {
    return container.path("restartPolicy").asText().equals("Always");
  }

  private void countRestarts(JsonNode container, boolean sidecar) {
    int count = container.path("restartCount").asInt();
    Instant finished = finishedBefore(container);
    restarts += count;
    lastRestart = later(lastRestart, finished);
    if (sidecar) {
      sidecarRestarts += count;
      lastSidecarRestart = later(lastSidecarRestart, finished);
    }
  }

  private static @Nullable Instant finishedBefore(JsonNode container) {
    return Cells.time(container.path("lastState").path("terminated").path("finishedAt"));
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && one.isBefore(other)) ? other : one;
  }

  private static String waitsFor(JsonNode container, int index, int count) {
    JsonNode terminated = container.path("state").path("terminated");
    if (terminated.isObject()) {
      return ended(terminated);
    }
    String waiting = container.path("state").path("waiting").path("reason").asText("");
    boolean said = !waiting.isEmpty() && !waiting.equals("PodInitializing");
    return said ? waiting : index + "/" + count;
  }

  private static String ended(JsonNode terminated) {
    String given = terminated.path("reason").asText("");
    int signal = terminated.path("signal").asInt();
    if (!given.isEmpty()) {
      return given;
    }
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
  }

  private void mainContainers() {
    JsonNode statuses = status.path("containerStatuses");
    boolean anyRunning = false;
    for (int i = statuses.size() - 1; i >= 0; i--) {
      JsonNode container = statuses.get(i);
      JsonNode state = container.path("state");
      restarts += container.path("restartCount").asInt();
      lastRestart = later(lastRestart, finishedBefore(container));
      String waiting = state.path("waiting").path("reason").asText("");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.path("terminated").isObject()) {
        reason = ended(state.path("terminated"));
      } else if (container.path("ready").asBoolean(false) && state.path("running").isObject()) {
        anyRunning = true;
        ready++;
      }
    }
    if (reason.equals("Completed") && anyRunning) {
      reason = isTrue("Ready") ? "Running" : "NotReady";
    }
  }

  private boolean isTrue(String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private void terminating() {
    String phase = status.path("phase").asText("");
    if (status.path("reason").asText().equals("NodeLost")) {
      reason = "Unknown";
    } else if (!phase.equals("Failed") && !phase.equals("Succeeded")) {
      reason = "Terminating";
    }
  }

  private String restarts(Cells cells) {
    Instant last = lastRestart;
    return restarts == 0 || last == null
        ? Integer.toString(restarts)
        : restarts + " (" + HumanDuration.between(last, cells.now()) + " ago)";
  }

  private String readinessGates() {
    JsonNode gates = spec.path("readinessGates");
    int open = 0;
    for (JsonNode gate : gates) {
      open += isTrue(gate.path("conditionType").asText()) ? 1 : 0;
    }
    return gates.isEmpty() ? "<none>" : open + "/" + gates.size();
  }

  /** A Pod that is at its end says so beside its row. */
  private static void conditions(JsonNode pod, Cells cells) {
    String phase = pod.path("status").path("phase").asText("");
    String message =
        switch (phase) {
          case "Succeeded" -> "The pod has completed successfully.";
          case "Failed" -> "The pod failed.";
          default -> "";
        };
    if (!message.isEmpty()) {
      cells.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("type", "Completed")
              .put("status", "True")
              .put("reason", phase)
              .put("message", message));
    }
  }
}
