// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The fields that objects of a kind can be selected by. */
public final class SelectableFields {
  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";

  private static final SelectableFields PODS =
      only(
          NAME,
          NAMESPACE,
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "spec.hostNetwork",
          "status.phase",
          "status.podIP",
          "status.podIPs",
          "status.nominatedNodeName");
  private static final SelectableFields CORE_EVENTS =
      only(
          NAME,
          NAMESPACE,
          "involvedObject.kind",
          "involvedObject.namespace",
          "involvedObject.name",
          "involvedObject.uid",
          "involvedObject.apiVersion",
          "involvedObject.resourceVersion",
          "involvedObject.fieldPath",
          "reason",
          "reportingComponent",
          "source",
          "type");
  private static final SelectableFields EVENTS =
      only(
          NAME,
          NAMESPACE,
          "regarding.kind",
          "regarding.namespace",
          "regarding.name",
          "regarding.uid",
          "regarding.apiVersion",
          "regarding.resourceVersion",
          "regarding.fieldPath",
          "reason",
          "reportingController",
          "type");
  private static final SelectableFields OTHERS =
      new SelectableFields(
          Set.of(NAME, NAMESPACE),
          field ->
              GoText.quote(field)
                  + " is not a known field selector: only \"metadata.name\","
                  + " \"metadata.namespace\"");

  private final Set<String> fields;
  private final Function<String, String> refusal;

  private SelectableFields(Set<String> fields, Function<String, String> refusal) {
    this.fields = Set.copyOf(fields);
    this.refusal = refusal;
  }

  private static SelectableFields only(String... fields) {
    return new SelectableFields(Set.of(fields), field -> "field label not supported: " + field);
  }

  /** Those of a built-in kind in a version. */
  public static SelectableFields of(String apiVersion, String kind) {
    return switch (apiVersion + ' ' + kind) {
      case "v1 Pod" -> PODS;
      case "v1 Node" -> only(NAME, "spec.unschedulable");
      case "v1 Namespace" -> only(NAME, "status.phase");
      case "v1 Secret" -> only(NAME, NAMESPACE, "type");
      case "v1 Service" -> only(NAME, NAMESPACE, "spec.clusterIP", "spec.type");
      case "v1 Event" -> CORE_EVENTS;
      case "events.k8s.io/v1 Event" -> EVENTS;
      case "batch/v1 Job" ->
          new SelectableFields(
              Set.of(NAME, NAMESPACE, "status.successful"),
              field -> "field label " + GoText.quote(field) + " not supported for Job");
      default -> OTHERS;
    };
  }

  /**
   * Those of a custom resource.
   *
   * @param paths what its definition names: {@code .spec.color}
   */
  public static SelectableFields ofCustom(boolean namespaced, List<String> paths) {
    Set<String> fields = new HashSet<>();
    fields.add(NAME);
    if (namespaced) {
      fields.add(NAMESPACE);
    }
    for (String path : paths) {
      fields.add(path.startsWith(".") ? path.substring(1) : path);
    }
    return new SelectableFields(fields, field -> "field label not supported: " + field);
  }

  /** The field; old clients call a Pod's node by another name. */
  String named(String field) throws SelectorSyntaxException {
    if (field.equals("spec.host") && fields.contains("spec.nodeName")) {
      return "spec.nodeName";
    }
    if (!fields.contains(field)) {
      throw new SelectorSyntaxException(refusal.apply(field));
    }
    return field;
  }

  /** What an object has there; empty if nothing. */
  static String value(JsonNode object, String field) {
    return switch (field) {
      case "spec.unschedulable", "spec.hostNetwork" ->
          Boolean.toString(at(object, field).asBoolean());
      case "status.podIP" -> object.path("status").path("podIPs").path(0).path("ip").asText("");
      // Has no value in Kubernetes either, though it may be asked for.
      case "status.podIPs" -> "";
      case "status.successful" -> Long.toString(object.path("status").path("succeeded").asLong());
      case "source" -> {
        String component = object.path("source").path("component").asText("");
        yield component.isEmpty() ? at(object, "reportingComponent").asText("") : component;
      }
      default -> at(object, field).asText("");
    };
  }

  private static JsonNode at(JsonNode object, String field) {
    JsonNode value = object;
    for (String name : field.split("\\.", -1)) {
      value = value.path(name);
    }
    return value;
  }
}
