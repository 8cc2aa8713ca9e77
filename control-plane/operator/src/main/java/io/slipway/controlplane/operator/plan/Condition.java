// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.Fields;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that is said of a service.
 *
 * @param reason one word, empty if there is nothing to explain
 * @param message empty if there is nothing to explain
 */
record Condition(String type, State state, String reason, String message) {
  /** Whether it holds. */
  enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Condition holds(String type) {
    return new Condition(type, State.TRUE, "", "");
  }

  static Condition fails(String type, String reason, String message) {
    return new Condition(type, State.FALSE, reason, message);
  }

  static Condition pending(String type, String reason, String message) {
    return new Condition(type, State.UNKNOWN, reason, message);
  }

  Condition as(String otherType) {
    return new Condition(otherType, state, reason, message);
  }

  boolean isTrue() {
    return state == State.TRUE;
  }

  /**
   * The conditions as the status has them, in the order of their types. The time of one whose state
   * is the same as before stays.
   */
  static List<Object> asFields(
      List<Condition> conditions, Map<String, Object> before, Instant now) {
    List<Condition> sorted = new ArrayList<>(conditions);
    sorted.sort((a, b) -> a.type.compareTo(b.type));
    List<Object> fields = new ArrayList<>();
    for (Condition condition : sorted) {
      fields.add(condition.asFields(before, now));
    }
    return fields;
  }

  private Map<String, Object> asFields(Map<String, Object> before, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (Map<String, Object> known : Fields.maps(before, "conditions")) {
      String knownTime = Fields.text(known, "lastTransitionTime");
      if (Fields.text(known, "type").equals(type)
          && Fields.text(known, "status").equals(state.toString())
          && !knownTime.isEmpty()) {
        time = knownTime;
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("lastTransitionTime", time);
    if (!message.isEmpty()) {
      fields.put("message", message);
    }
    if (!reason.isEmpty()) {
      fields.put("reason", reason);
    }
    fields.put("status", state.toString());
    fields.put("type", type);
    return fields;
  }
}
