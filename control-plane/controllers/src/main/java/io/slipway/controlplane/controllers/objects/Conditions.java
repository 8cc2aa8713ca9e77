// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The conditions of a status that is being made. */
public final class Conditions {
  private final List<Map<String, Object>> conditions = new ArrayList<>();
  private final Instant now;

  /** Begins with those that are there. */
  public Conditions(Fields status, Instant now) {
    this.now = now;
    for (Fields condition : status.list("conditions")) {
      conditions.add(condition.json());
    }
  }

  /** The condition of a type; empty if there is none. */
  public static Fields of(List<Fields> conditions, String type) {
    for (Fields condition : conditions) {
      if (condition.text("type").equals(type)) {
        return condition;
      }
    }
    return Fields.NONE;
  }

  public static boolean isTrue(List<Fields> conditions, String type) {
    return of(conditions, type).text("status").equals("True");
  }

  /** As it is now; empty if there is none. */
  public Fields get(String type) {
    for (Map<String, Object> condition : conditions) {
      if (type.equals(condition.get("type"))) {
        return Fields.of(condition);
      }
    }
    return Fields.NONE;
  }

  public boolean isTrue(String type) {
    return get(type).text("status").equals("True");
  }

  /** Sets a condition; its time is that at which its status became what it is. */
  public void set(String type, String status, String reason, String message) {
    set(type, status, reason, message, "");
  }

  /**
   * Sets a condition that has another time too, which becomes now.
   *
   * @param updated the name of that field, such as {@code lastUpdateTime}; empty if there is none
   */
  public void set(String type, String status, String reason, String message, String updated) {
    Fields before = get(type);
    boolean same = before.text("status").equals(status);
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", type);
    condition.put("status", status);
    if (!updated.isEmpty()) {
      condition.put(updated, Timestamps.text(now));
    }
    condition.put(
        "lastTransitionTime", same ? before.text("lastTransitionTime") : Timestamps.text(now));
    condition.put("reason", reason);
    condition.put("message", message);
    int at = index(type);
    if (at < 0) {
      conditions.add(condition);
    } else {
      conditions.set(at, condition);
    }
  }

  public void remove(String type) {
    conditions.removeIf(each -> type.equals(each.get("type")));
  }

  /** To be written. */
  public List<Map<String, Object>> list() {
    return List.copyOf(conditions);
  }

  private int index(String type) {
    for (int i = 0; i < conditions.size(); i++) {
      if (type.equals(conditions.get(i).get("type"))) {
        return i;
      }
    }
    return -1;
  }
}
