// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Events. Through the core group they are taken as they always were; through {@code events.k8s.io}
 * new ones must be complete, and what they tell stays. Refusals name fields as the core group does
 * but for who reports.
 */
final class EventRules implements Particulars {
  private static final int LONGEST_WORD = 128;
  private static final int LONGEST_MESSAGE = 1024;

  /** What stays. */
  private static final List<String> LASTING =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingComponent",
          "reportingInstance");

  private final boolean strict;

  /**
   * @param strict for documents of {@code events.k8s.io/v1}
   */
  EventRules(boolean strict) {
    this.strict = strict;
  }

  private ObjectNode core(ObjectNode event) {
    return strict ? new EventForm().stored(event) : event;
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    ObjectNode event = core(object);
    List<FieldError> errors = new ArrayList<>();
    checkAlways(event, errors);
    if (strict) {
      checkSeries(event, errors);
      checkNew(event, errors);
    }
    return errors;
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    ObjectNode event = core(object);
    List<FieldError> errors = new ArrayList<>();
    checkAlways(event, errors);
    if (strict) {
      ObjectNode before = core(live);
      if (!same(event.path("series"), before.path("series"))) {
        checkSeries(event, errors);
      }
      for (String field : LASTING) {
        checkLasting(event.path(field), before.path(field), shown(field), errors);
      }
    }
    return errors;
  }

  private FieldPath shown(String field) {
    boolean renamed = strict && field.equals("reportingComponent");
    return FieldPath.of(renamed ? "reportingController" : field);
  }

  /** Events with a time of their own are new ones, and are told more strictly from the start. */
  private void checkAlways(ObjectNode event, List<FieldError> errors) {
    String namespace = event.path("metadata").path("namespace").asText("");
    String about = event.path("involvedObject").path("namespace").asText("");
    boolean timed = isTime(event.path("eventTime"));
    boolean fits =
        about.isEmpty()
            ? namespace.equals("default") || (timed && namespace.equals("kube-system"))
            : timed || about.equals(namespace);
    if (!fits) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("involvedObject").child("namespace"),
              about,
              "does not match event.namespace"));
    }
    if (timed) {
      checkTimed(event, errors);
    }
  }

  private void checkTimed(ObjectNode event, List<FieldError> errors) {
    String controller = event.path("reportingComponent").asText("");
    FieldPath path = shown("reportingComponent");
    if (controller.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
    for (String problem : NameSyntax.qualifiedName(controller)) {
      errors.add(FieldError.invalid(path, controller, problem));
    }
    for (String field : List.of("reportingInstance", "action", "reason")) {
      if (event.path(field).asText("").isEmpty()) {
        errors.add(FieldError.required(FieldPath.of(field), ""));
      }
      checkLength(event, field, LONGEST_WORD, errors);
    }
    checkLength(event, "message", LONGEST_MESSAGE, errors);
  }

  private static void checkLength(
      ObjectNode event, String field, int limit, List<FieldError> errors) {
    int bytes = event.path(field).asText("").getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limit) {
      errors.add(
          FieldError.invalid(FieldPath.of(field), "", "can have at most " + limit + " characters"));
    }
  }

  private static void checkSeries(ObjectNode event, List<FieldError> errors) {
    JsonNode series = event.path("series");
    if (!series.isObject()) {
      return;
    }
    if (series.path("count").asLong(0) < 2) {
      errors.add(FieldError.invalid(FieldPath.of("series.count"), "", "should be at least 2"));
    }
    if (!isTime(series.path("lastObservedTime"))) {
      errors.add(FieldError.required(FieldPath.of("series.lastObservedTime"), ""));
    }
  }

  private static void checkNew(ObjectNode event, List<FieldError> errors) {
    if (!isTime(event.path("eventTime"))) {
      errors.add(FieldError.required(FieldPath.of("eventTime"), ""));
    }
    String type = event.path("type").asText("");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.add(FieldError.invalid(FieldPath.of("type"), "", "has invalid value: " + type));
    }
    for (String old : List.of("firstTimestamp", "lastTimestamp", "count")) {
      if (!isNothing(event.path(old))) {
        errors.add(FieldError.invalid(FieldPath.of(old), "", "needs to be unset"));
      }
    }
    JsonNode source = event.path("source");
    if (!isNothing(source.path("component")) || !isNothing(source.path("host"))) {
      errors.add(FieldError.invalid(FieldPath.of("source"), "", "needs to be unset"));
    }
  }

  private static void checkLasting(
      JsonNode value, JsonNode before, FieldPath path, List<FieldError> errors) {
    if (!same(value, before)) {
      JsonNode shown = value.isMissingNode() || value.isNull() ? TextNode.valueOf("") : value;
      errors.add(FieldError.invalid(path, shown, "field is immutable"));
    }
  }

  private static boolean isTime(JsonNode value) {
    return !value.asText("").isEmpty() && !value.isNull();
  }

  /** What Go's types cannot tell from a field that is not there. */
  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isNumber() && value.asLong() == 0);
  }

  private static boolean same(JsonNode one, JsonNode other) {
    if (isNothing(one) || isNothing(other)) {
      return isNothing(one) && isNothing(other);
    }
    return JsonEquality.same(one, other) || sameTime(one.asText(""), other.asText(""));
  }

  /** Times are told with more or fewer digits. */
  private static boolean sameTime(String one, String other) {
    try {
      return OffsetDateTime.parse(one).toInstant().equals(OffsetDateTime.parse(other).toInstant());
    } catch (DateTimeException _) {
      return false; // no times
    }
  }
}
