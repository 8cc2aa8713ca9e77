// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions of a status: those that are set, and the others as they were. */
final class Conditions {
  private final Map<String, Fields> before = new LinkedHashMap<>();
  private final Map<String, Object> conditions = new LinkedHashMap<>();
  private final String now;

  Conditions(Fields status, Instant now) {
    this.now = Timestamps.text(now);
    for (Fields condition : status.list("conditions")) {
      before.put(condition.text("type"), condition);
      conditions.put(condition.text("type"), condition.json());
    }
  }

  /** Reason and message are those of a condition that is false. */
  void set(String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    Fields old = before.getOrDefault(type, Fields.NONE);
    boolean same = old.text("status").equals(status);
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", type);
    condition.put("status", status);
    condition.put("lastTransitionTime", same ? old.text("lastTransitionTime", now) : now);
    if (!holds && !reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!holds && !message.isEmpty()) {
      condition.put("message", message);
    }
    conditions.put(type, condition);
  }

  /** A condition that is true, with more to say. */
  void hold(String type, String reason, String message) {
    set(type, true, "", "");
    Map<String, Object> condition = new LinkedHashMap<>();
    if (conditions.get(type) instanceof Map<?, ?> held) {
      held.forEach((name, value) -> condition.put(String.valueOf(name), value));
    }
    condition.put("reason", reason);
    condition.put("message", message);
    conditions.put(type, condition);
  }

  List<Object> json() {
    return new ArrayList<>(conditions.values());
  }
}
