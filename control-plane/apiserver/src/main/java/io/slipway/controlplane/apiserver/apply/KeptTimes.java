// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;

/**
 * Undoes a change of times alone: a write that changes nothing is not to make a new version of the
 * object only because owners' entries say another time.
 */
public final class KeptTimes {
  private KeptTimes() {}

  /**
   * The stored object, if the updated one says the same but for entries' times; else the latter.
   */
  public static ObjectNode restore(ObjectNode stored, ObjectNode updated) {
    boolean same =
        ManagedFieldsMeta.of(stored) instanceof ArrayNode old
            && ManagedFieldsMeta.of(updated) instanceof ArrayNode now
            && sameEntries(old, now)
            && JsonEquality.same(
                ManagedFieldsMeta.without(stored), ManagedFieldsMeta.without(updated));
    return same ? stored : updated;
  }

  private static boolean sameEntries(ArrayNode old, ArrayNode now) {
    if (old.size() != now.size() || old.isEmpty()) {
      return false;
    }
    for (int i = 0; i < old.size(); i++) {
      if (!JsonEquality.same(timeless(old.get(i)), timeless(now.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode timeless(JsonNode entry) {
    return entry instanceof ObjectNode node
        ? ManagedFieldsMeta.shallow(node).without("time")
        : entry;
  }
}
