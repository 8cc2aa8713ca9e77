// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a container does, in the words of a Pod's status. */
public sealed interface ContainerState {
  /** It has not run yet. */
  static ContainerState notStarted() {
    return new Waiting("PodInitializing", "");
  }

  /** It does not run, but shall. */
  record Waiting(String reason, String message) implements ContainerState {}

  record Running(Instant startedAt) implements ContainerState {}

  /** It has run to its end. */
  record Terminated(
      int exitCode, String reason, String message, Instant startedAt, Instant finishedAt)
      implements ContainerState {}

  /** As the status has it. */
  default Map<String, Object> json() {
    return switch (this) {
      case Waiting(String reason, String message) ->
          Map.of("waiting", texts("reason", reason, "message", message));
      case Running(Instant startedAt) ->
          Map.of("running", Map.of("startedAt", Timestamps.text(startedAt)));
      case Terminated ended -> Map.of("terminated", terminated(ended));
    };
  }

  /** The reverse of {@link #json}; not started if it says nothing. */
  static ContainerState read(Fields json) {
    if (json.has("running")) {
      return new Running(Instant.parse(json.fields("running").text("startedAt")));
    }
    if (json.has("terminated")) {
      Fields ended = json.fields("terminated");
      return new Terminated(
          (int) ended.number("exitCode", 0),
          ended.text("reason"),
          ended.text("message"),
          Instant.parse(ended.text("startedAt")),
          Instant.parse(ended.text("finishedAt")));
    }
    Fields waiting = json.fields("waiting");
    return new Waiting(waiting.text("reason", "PodInitializing"), waiting.text("message"));
  }

  private static Map<String, Object> terminated(Terminated ended) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("exitCode", ended.exitCode);
    json.putAll(texts("reason", ended.reason, "message", ended.message));
    json.put("startedAt", Timestamps.text(ended.startedAt));
    json.put("finishedAt", Timestamps.text(ended.finishedAt));
    return json;
  }

  private static Map<String, Object> texts(
      String name1, String value1, String name2, String value2) {
    Map<String, Object> texts = new LinkedHashMap<>();
    if (!value1.isEmpty()) {
      texts.put(name1, value1);
    }
    if (!value2.isEmpty()) {
      texts.put(name2, value2);
    }
    return texts;
  }
}
