// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules for an object's metadata, on creation and on change. The documents' types (a name is a
 * text, labels are a map) were checked when they were read.
 */
public final class ObjectMetaRules {
  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private ObjectMetaRules() {}

  /** What is wrong with the metadata of a new object, whose name has already been generated. */
  public static List<FieldError> onCreate(ObjectNode metadata, boolean namespaced, NameRule rule) {
    List<FieldError> errors = new ArrayList<>();
    checkName(metadata, rule, errors);
    checkNamespace(metadata.path("namespace").asText(""), namespaced, errors);
    if (metadata.path("generation").asLong() < 0) {
      errors.add(
          FieldError.invalid(
              METADATA.child("generation"),
              metadata.path("generation"),
              "must be greater than or equal to 0"));
    }
    checkShared(metadata, errors);
    OwnerRules.checkFinalizers(metadata.get("finalizers"), METADATA.child("finalizers"), errors);
    ManagedFieldsRules.check(
        metadata.get("managedFields"), METADATA.child("managedFields"), errors);
    return errors;
  }

  /** What is wrong with a change of metadata. */
  public static List<FieldError> onUpdate(ObjectNode metadata, ObjectNode before) {
    List<FieldError> errors = new ArrayList<>();
    if (before.hasNonNull("deletionTimestamp")) {
      OwnerRules.checkNoNewFinalizers(
          metadata.get("finalizers"),
          before.get("finalizers"),
          METADATA.child("finalizers"),
          errors);
    }
    if (metadata.path("resourceVersion").asText("").isEmpty()) {
      errors.add(
          FieldError.invalid(
              METADATA.child("resourceVersion"), "", "must be specified for an update"));
    }
    long generation = metadata.path("generation").asLong();
    if (generation < before.path("generation").asLong()) {
      errors.add(
          FieldError.invalid(
              METADATA.child("generation"),
              LongNode.valueOf(generation),
              "must not be decremented"));
    }
    checkImmutable(metadata, before, errors);
    checkShared(metadata, errors);
    ManagedFieldsRules.check(
        metadata.get("managedFields"), METADATA.child("managedFields"), errors);
    return errors;
  }

  private static void checkName(ObjectNode metadata, NameRule rule, List<FieldError> errors) {
    String base = metadata.path("generateName").asText("");
    if (!base.isEmpty()) {
      for (String problem : rule.problems(base, true)) {
        errors.add(FieldError.invalid(METADATA.child("generateName"), base, problem));
      }
    }
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      errors.add(FieldError.required(METADATA.child("name"), "name or generateName is required"));
      return;
    }
    for (String problem : rule.problems(name, false)) {
      errors.add(FieldError.invalid(METADATA.child("name"), name, problem));
    }
  }

  private static void checkNamespace(
      String namespace, boolean namespaced, List<FieldError> errors) {
    FieldPath path = METADATA.child("namespace");
    if (!namespaced) {
      if (!namespace.isEmpty()) {
        errors.add(FieldError.forbidden(path, "not allowed on this type"));
      }
    } else if (namespace.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      for (String problem : NameSyntax.dns1123Label(namespace)) {
        errors.add(FieldError.invalid(path, namespace, problem));
      }
    }
  }

  private static void checkShared(ObjectNode metadata, List<FieldError> errors) {
    LabelRules.checkLabels(metadata.get("labels"), METADATA.child("labels"), errors);
    LabelRules.checkAnnotations(metadata.get("annotations"), METADATA.child("annotations"), errors);
    OwnerRules.checkOwners(
        metadata.get("ownerReferences"), METADATA.child("ownerReferences"), errors);
  }

  private static void checkImmutable(
      ObjectNode metadata, ObjectNode before, List<FieldError> errors) {
    for (String field : IMMUTABLE) {
      JsonNode now = present(metadata.path(field));
      if (!JsonEquality.same(now, present(before.path(field)))) {
        errors.add(
            FieldError.invalid(METADATA.child(field), shown(field, now), "field is immutable"));
      }
    }
  }

  private static JsonNode shown(String field, JsonNode value) {
    if (!value.isMissingNode()) {
      return value;
    }
    boolean text = field.equals("name") || field.equals("namespace") || field.equals("uid");
    return text ? TextNode.valueOf("") : NullNode.instance;
  }

  /** Absent, null and empty are one. */
  private static JsonNode present(JsonNode value) {
    boolean empty = value.isNull() || (value.isTextual() && value.textValue().isEmpty());
    return empty ? MissingNode.getInstance() : value;
  }
}
