// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When what definitions say last changed, as far as was seen since the start. A definition is also
 * written for its status and its labels, and each write that counts has all earlier objects parsed
 * when they are read. For one thread at a time.
 */
final class SchemaChanges {
  private record Seen(String uid, long generation, long revision) {}

  private final Map<String, Seen> seen = new HashMap<>();

  /**
   * The newest revision at which objects of a definition may have been written by another schema.
   *
   * @param definition as it is now
   * @param now the revision if the schema has changed, or was not seen before
   */
  long last(JsonNode definition, long now) {
    JsonNode metadata = definition.path("metadata");
    String uid = metadata.path("uid").asText();
    long generation = metadata.path("generation").asLong();
    return seen.compute(
            metadata.path("name").asText(),
            (_, before) ->
                before != null && before.uid.equals(uid) && before.generation == generation
                    ? before
                    : new Seen(uid, generation, now))
        .revision;
  }

  /** Forgets the definitions that are gone. */
  void retain(Set<String> names) {
    seen.keySet().retainAll(names);
  }
}
