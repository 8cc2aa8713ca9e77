// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * Which container of a Pod is meant, and which run of it. Refuses in the words of kube-apiserver
 * and kubelet, all with BadRequest.
 */
public final class ContainerChoice {
  private static final List<String> LISTS =
      List.of("containers", "initContainers", "ephemeralContainers");
  private static final List<String> STATUSES =
      List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

  private ContainerChoice() {}

  /**
   * The container of a log.
   *
   * @param name empty for the only one
   */
  public static ContainerRef ofLog(ObjectNode pod, String name, boolean previous) {
    String container = name(pod, name);
    return ref(pod, container, run(pod, container, previous));
  }

  /** The container that a command is for: it has to run. */
  public static ContainerRef running(ObjectNode pod, String name) {
    String container = name(pod, name);
    checkHost(pod);
    JsonNode status = status(pod, container);
    if (!status.path("state").has("running")) {
      throw ApiErrors.badRequest(
          "container not found (\"%s\"): it does not run%s"
              .formatted(container, waiting(status.path("state"))));
    }
    return ref(pod, container, status.path("containerID").asText(""));
  }

  /** The Pod as a whole: it has to run. */
  public static ContainerRef pod(ObjectNode pod) {
    checkHost(pod);
    String phase = pod.path("status").path("phase").asText("");
    if (!phase.equals("Running")) {
      throw ApiErrors.badRequest(
          "unable to forward port because pod is not running. Current status=" + phase);
    }
    return ref(pod, "", "");
  }

  /** Whether somebody has the Pod yet. */
  public static boolean hasHost(ObjectNode pod) {
    return !pod.path("spec").path("nodeName").asText("").isEmpty();
  }

  private static void checkHost(ObjectNode pod) {
    if (!hasHost(pod)) {
      throw ApiErrors.badRequest("pod " + podName(pod) + " does not have a host assigned");
    }
  }

  private static ContainerRef ref(ObjectNode pod, String container, String id) {
    JsonNode metadata = pod.path("metadata");
    return new ContainerRef(
        metadata.path("namespace").asText(),
        podName(pod),
        metadata.path("uid").asText(),
        pod.path("status").path("podIP").asText(""),
        container,
        id);
  }

  private static String podName(ObjectNode pod) {
    return pod.path("metadata").path("name").asText();
  }

  private static String name(ObjectNode pod, String name) {
    if (name.isEmpty()) {
      List<String> names = names(pod, "containers");
      if (names.size() != 1) {
        throw ApiErrors.badRequest(several(pod, names));
      }
      return names.getFirst();
    }
    for (String list : LISTS) {
      if (names(pod, list).contains(name)) {
        return name;
      }
    }
    throw ApiErrors.badRequest("container " + name + " is not valid for pod " + podName(pod));
  }

  private static String several(ObjectNode pod, List<String> names) {
    StringBuilder text = new StringBuilder("a container name must be specified for pod ");
    text.append(podName(pod));
    if (!names.isEmpty()) {
      text.append(", choose one of: [").append(String.join(" ", names)).append(']');
    }
    List<String> init = names(pod, "initContainers");
    if (!init.isEmpty()) {
      text.append(" or one of the init containers: [").append(String.join(" ", init)).append(']');
    }
    return text.toString();
  }

  private static List<String> names(ObjectNode pod, String list) {
    List<String> names = new ArrayList<>();
    for (JsonNode container : pod.path("spec").path(list)) {
      names.add(container.path("name").asText());
    }
    return names;
  }

  private static JsonNode status(ObjectNode pod, String container) {
    for (String list : STATUSES) {
      for (JsonNode status : pod.path("status").path(list)) {
        if (status.path("name").asText().equals(container)) {
          return status;
        }
      }
    }
    return MissingNode.getInstance();
  }

  private static String run(ObjectNode pod, String container, boolean previous) {
    JsonNode status = status(pod, container);
    String quoted = "container \"%s\" in pod \"%s\"".formatted(container, podName(pod));
    if (status.isMissingNode()) {
      throw ApiErrors.badRequest(quoted + " is not available");
    }
    JsonNode last = status.path("lastState").path("terminated").path("containerID");
    JsonNode state = status.path("state");
    if (previous) {
      if (last.isMissingNode()) {
        throw ApiErrors.badRequest("previous terminated " + quoted + " not found");
      }
      return last.asText();
    }
    if (state.has("running") || state.has("terminated")) {
      return status.path("containerID").asText("");
    }
    if (!last.isMissingNode()) {
      return last.asText();
    }
    String waiting = waiting(state);
    throw ApiErrors.badRequest(
        quoted + " is waiting to start" + (waiting.isEmpty() ? " - no logs yet" : waiting));
  }

  private static String waiting(JsonNode state) {
    String reason = state.path("waiting").path("reason").asText("");
    return reason.isEmpty() ? "" : ": " + reason;
  }
}
