// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which names a definition gets: those that no other definition of its group has already. A kind is
 * served once it has got all names that it asks for.
 */
public final class AcceptedNames {
  private final JsonNode wanted;
  private final JsonNode had;
  private final ObjectNode names;
  private final Set<String> resources = new HashSet<>();
  private final Set<String> kinds = new HashSet<>();
  private String reason = "";
  private String message = "";

  private AcceptedNames(JsonNode definition, Collection<? extends JsonNode> others) {
    this.wanted = definition.path("spec").path("names");
    this.had = definition.path("status").path("acceptedNames");
    this.names =
        had instanceof ObjectNode known ? known.deepCopy() : JsonNodeFactory.instance.objectNode();
    for (JsonNode other : others) {
      taken(other.path("status").path("acceptedNames"));
    }
  }

  /**
   * The status of a definition, with the conditions {@code NamesAccepted} and {@code Established}.
   * The time of a condition that changes is the one given.
   *
   * @param definition the document, with its status
   * @param others the other definitions of its group
   */
  public static ObjectNode status(
      JsonNode definition, Collection<? extends JsonNode> others, String now) {
    return new AcceptedNames(definition, others).status(definition.path("status"), now);
  }

  private void taken(JsonNode accepted) {
    add(resources, accepted.path("plural"));
    add(resources, accepted.path("singular"));
    accepted.path("shortNames").forEach(name -> add(resources, name));
    add(kinds, accepted.path("kind"));
    add(kinds, accepted.path("listKind"));
  }

  private static void add(Set<String> names, JsonNode name) {
    if (!name.asText("").isEmpty()) {
      names.add(name.asText());
    }
  }

  private ObjectNode status(JsonNode before, String now) {
    one("plural", resources, "PluralConflict");
    one("singular", resources, "SingularConflict");
    shortNames();
    one("kind", kinds, "KindConflict");
    one("listKind", kinds, "ListKindConflict");
    if (wanted.has("categories")) {
      names.set("categories", wanted.get("categories"));
    } else {
      names.remove("categories");
    }
    boolean accepted = reason.isEmpty();
    ObjectNode status =
        before instanceof ObjectNode known
            ? known.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    status.set("acceptedNames", names);
    ArrayNode conditions = status.putArray("conditions");
    JsonNode old = before.path("conditions");
    conditions.add(
        accepted
            ? condition(old, "NamesAccepted", true, "NoConflicts", "no conflicts found", now)
            : condition(old, "NamesAccepted", false, reason, message, now));
    conditions.add(established(old, accepted, now));
    for (JsonNode condition : old) {
      String type = condition.path("type").asText();
      if (!type.equals("NamesAccepted") && !type.equals("Established")) {
        conditions.add(condition);
      }
    }
    return status;
  }

  /** A kind that is served stays so. */
  private static JsonNode established(JsonNode old, boolean accepted, String now) {
    JsonNode known = named(old, "Established");
    if (known.path("status").asText().equals("True")) {
      return known;
    }
    return accepted
        ? condition(
            old,
            "Established",
            true,
            "InitialNamesAccepted",
            "the initial names have been accepted",
            now)
        : condition(old, "Established", false, "NotAccepted", "not all names are accepted", now);
  }

  private void one(String name, Set<String> taken, String conflict) {
    String text = wanted.path(name).asText("");
    if (!text.equals(had.path(name).asText("")) && taken.contains(text)) {
      refuse(conflict, GoText.quote(text) + " is already in use");
    } else {
      names.put(name, text);
    }
  }

  private void shortNames() {
    List<String> own = Definition.texts(had.path("shortNames"));
    List<String> problems = new ArrayList<>();
    for (String name : Definition.texts(wanted.path("shortNames"))) {
      if (!own.contains(name) && resources.contains(name)) {
        problems.add(GoText.quote(name) + " is already in use");
      }
    }
    if (!problems.isEmpty()) {
      String all = String.join(", ", problems);
      refuse("ShortNamesConflict", problems.size() > 1 ? '[' + all + ']' : all);
    } else if (wanted.has("shortNames")) {
      names.set("shortNames", wanted.get("shortNames"));
    } else {
      names.remove("shortNames");
    }
  }

  private void refuse(String why, String detail) {
    reason = why;
    message = detail;
  }

  private static JsonNode condition(
      JsonNode old, String type, boolean holds, String reason, String message, String now) {
    String status = holds ? "True" : "False";
    JsonNode known = named(old, type);
    boolean same = known.path("status").asText().equals(status);
    return JsonNodeFactory.instance
        .objectNode()
        .put("lastTransitionTime", same ? known.path("lastTransitionTime").asText(now) : now)
        .put("message", message)
        .put("reason", reason)
        .put("status", status)
        .put("type", type);
  }

  private static JsonNode named(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }
}
