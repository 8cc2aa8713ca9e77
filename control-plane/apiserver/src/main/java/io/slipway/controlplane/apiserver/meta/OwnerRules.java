// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for owner references and finalizers: what decides when an object goes away. */
final class OwnerRules {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private OwnerRules() {}

  static void checkOwners(@Nullable JsonNode owners, FieldPath path, List<FieldError> errors) {
    if (owners == null) {
      return;
    }
    String controller = "";
    for (JsonNode owner : owners) {
      checkOwner(owner, path, errors);
      if (owner.path("controller").asBoolean(false)) {
        String name = owner.path("kind").asText("") + '/' + owner.path("name").asText("");
        if (controller.isEmpty()) {
          controller = name;
        } else {
          String detail =
              "Only one reference can have Controller set to true. Found \"true\" in references for"
                  + " "
                  + controller
                  + " and "
                  + name;
          errors.add(FieldError.invalid(path, owners, detail));
        }
      }
    }
  }

  private static void checkOwner(JsonNode owner, FieldPath path, List<FieldError> errors) {
    String apiVersion = owner.path("apiVersion").asText("");
    if (apiVersion.isEmpty() || apiVersion.endsWith("/")) {
      errors.add(
          FieldError.invalid(path.child("apiVersion"), apiVersion, "version must not be empty"));
    }
    for (String field : List.of("kind", "name", "uid")) {
      if (owner.path(field).asText("").isEmpty()) {
        errors.add(FieldError.invalid(path.child(field), "", "must not be empty"));
      }
    }
    if (apiVersion.equals("v1") && owner.path("kind").asText("").equals("Event")) {
      errors.add(
          FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
    }
  }

  static void checkFinalizers(
      @Nullable JsonNode finalizers, FieldPath path, List<FieldError> errors) {
    Set<String> names = names(finalizers);
    for (String name : names) {
      LabelRules.checkKey(name, path, errors);
    }
    if (finalizers != null && names.contains(ORPHAN) && names.contains(FOREGROUND)) {
      errors.add(
          FieldError.invalid(
              path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }

  /** An object that is being deleted may lose finalizers, not gain any. */
  static void checkNoNewFinalizers(
      @Nullable JsonNode now, @Nullable JsonNode before, FieldPath path, List<FieldError> errors) {
    Set<String> added = names(now);
    added.removeAll(names(before));
    if (!added.isEmpty()) {
      List<String> quoted = new ArrayList<>();
      for (String name : added.stream().sorted().toList()) {
        quoted.add(GoText.quote(name));
      }
      String detail =
          "no new finalizers can be added if the object is being deleted, found new finalizers"
              + " []string{"
              + String.join(", ", quoted)
              + "}";
      errors.add(FieldError.forbidden(path, detail));
    }
  }

  private static Set<String> names(@Nullable JsonNode finalizers) {
    Set<String> names = new LinkedHashSet<>();
    if (finalizers != null) {
      finalizers.forEach(each -> names.add(each.asText("")));
    }
    return names;
  }
}
