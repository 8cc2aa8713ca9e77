// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldErrorType;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import io.slipway.controlplane.apiserver.rules.RuleDefinitions;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a CustomResourceDefinition, its defaults already filled in; its metadata is as
 * for all kinds and not looked at here, but for its name and approval. What all versions say alike
 * is blamed at the old place for all of them ({@code spec.validation}), as Kubernetes does.
 */
public final class DefinitionRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath VERSIONS = SPEC.child("versions");

  /** What may stand at the root of a schema where the status is written apart. */
  private static final Set<String> AT_ROOT =
      Set.of(
          "description",
          "type",
          "format",
          "title",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "multipleOf",
          "required",
          "items",
          "properties",
          "externalDocs",
          "example",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private static final String AT_ROOT_WORDS =
      "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength"
          + " MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties"
          + " ExternalDocs Example XPreserveUnknownFields XValidations]";

  private final List<FieldError> errors = new ArrayList<>();

  private DefinitionRules() {}

  /** What is wrong with a new definition. */
  public static List<FieldError> onCreate(ObjectNode definition) {
    DefinitionRules rules = new DefinitionRules();
    rules.name(definition);
    rules.spec(definition.path("spec"));
    rules.storedVersions(definition);
    NameRules.approval(definition, rules.errors);
    return rules.errors;
  }

  /**
   * What is wrong with a change of a definition; its kind's name and scope stay once it is served.
   */
  public static List<FieldError> onUpdate(ObjectNode definition, ObjectNode old) {
    DefinitionRules rules = new DefinitionRules();
    JsonNode spec = definition.path("spec");
    rules.spec(spec);
    JsonNode before = old.path("spec");
    if (Definition.isEstablished(old)) {
      rules.immutable(spec.path("scope"), before.path("scope"), SPEC.child("scope"));
      FieldPath kind = SPEC.child("names").child("kind");
      rules.immutable(spec.path("names").path("kind"), before.path("names").path("kind"), kind);
    }
    rules.immutable(spec.path("group"), before.path("group"), SPEC.child("group"));
    FieldPath plural = SPEC.child("names").child("plural");
    rules.immutable(spec.path("names").path("plural"), before.path("names").path("plural"), plural);
    rules.storedVersions(definition);
    if (!NameRules.approvalOf(definition).equals(NameRules.approvalOf(old))) {
      NameRules.approval(definition, rules.errors);
    }
    return rules.errors;
  }

  private void immutable(JsonNode value, JsonNode before, FieldPath path) {
    if (!value.equals(before)) {
      errors.add(FieldError.invalid(path, value, "field is immutable"));
    }
  }

  private void name(JsonNode definition) {
    String name = definition.path("metadata").path("name").asText("");
    JsonNode spec = definition.path("spec");
    String wanted =
        spec.path("names").path("plural").asText("") + "." + spec.path("group").asText("");
    if (!name.isEmpty() && !name.equals(wanted)) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata").child("name"),
              name,
              "must be spec.names.plural+\".\"+spec.group"));
    }
  }

  private void spec(JsonNode spec) {
    NameRules.group(spec, SPEC, errors);
    scope(spec.path("scope"));
    JsonNode preserve = spec.path("preserveUnknownFields");
    if (preserve.asBoolean(false)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("preserveUnknownFields"),
              preserve,
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
    versions(spec.path("versions"));
    NameRules.names(spec.path("names"), SPEC.child("names"), errors);
    conversion(spec.path("conversion"));
  }

  private void scope(JsonNode scope) {
    FieldPath path = SPEC.child("scope");
    switch (scope.asText("")) {
      case "" -> errors.add(FieldError.required(path, ""));
      case "Cluster", "Namespaced" -> {}
      default -> errors.add(FieldError.notSupported(path, scope, List.of("Cluster", "Namespaced")));
    }
  }

  private void versions(JsonNode versions) {
    int stored = 0;
    Set<String> names = new HashSet<>();
    boolean sameSchema = isSame(versions, "schema");
    boolean sameSubresources = isSame(versions, "subresources");
    boolean sameColumns = isSame(versions, "additionalPrinterColumns");
    boolean sameFields = isSame(versions, "selectableFields");
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      FieldPath path = VERSIONS.index(i);
      String name = version.path("name").asText("");
      stored += version.path("storage").asBoolean(false) ? 1 : 0;
      names.add(name);
      List<String> problems = NameSyntax.dns1035Label(name);
      if (!problems.isEmpty()) {
        errors.add(FieldError.invalid(path.child("name"), name, String.join(",", problems)));
      }
      if (i == 0 && !problems.isEmpty()) { // Kubernetes names the first one twice
        errors.add(FieldError.invalid(SPEC.child("version"), name, String.join(",", problems)));
      }
      if (!version.path("schema").path("openAPIV3Schema").isObject() && !hasSchema(versions)) {
        errors.add(FieldError.required(path.child("schema").child("openAPIV3Schema"), ""));
      }
      VersionRules.deprecation(version, path, errors);
      if (i == 0 || !sameSchema) {
        FieldPath at = sameSchema ? SPEC.child("validation") : path.child("schema");
        schema(version, versions, sameSchema, at);
      }
      if (i == 0 || !sameSubresources) {
        FieldPath at = (sameSubresources ? SPEC : path).child("subresources");
        VersionRules.subresources(version.path("subresources"), at, errors);
      }
      if (i == 0 || !sameColumns) {
        FieldPath at = (sameColumns ? SPEC : path).child("additionalPrinterColumns");
        VersionRules.columns(version.path("additionalPrinterColumns"), at, errors);
      }
      if (i == 0 || !sameFields) {
        FieldPath at = (sameFields ? SPEC : path).child("selectableFields");
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        VersionRules.selectableFields(version.path("selectableFields"), schema, at, errors);
      }
    }
    if (names.size() < versions.size()) {
      errors.add(versionsError("must contain unique version names"));
    }
    if (stored != 1) {
      errors.add(versionsError("must have exactly one version marked as storage version"));
    }
  }

  /** The value is not shown: it is the whole of the versions. */
  private static FieldError versionsError(String detail) {
    return new FieldError(FieldErrorType.INVALID, VERSIONS.text(), null, detail);
  }

  private static boolean hasSchema(JsonNode versions) {
    return isSame(versions, "schema")
        && versions.path(0).path("schema").path("openAPIV3Schema").isObject();
  }

  private static boolean isSame(JsonNode versions, String word) {
    JsonNode first = versions.path(0).path(word);
    for (JsonNode version : versions) {
      JsonNode other = version.path(word);
      if (!(other.isEmpty() && first.isEmpty()) && !JsonEquality.same(first, other)) {
        return false;
      }
    }
    return true;
  }

  private void schema(JsonNode version, JsonNode versions, boolean shared, FieldPath path) {
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    if (!schema.isObject()) {
      return;
    }
    boolean status = shared ? anyStatus(versions) : hasStatus(version);
    if (status) {
      root(schema, path);
    }
    if (schema.path("nullable").asBoolean(false)) {
      errors.add(
          FieldError.forbidden(
              path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root"));
    }
    FieldPath at = path.child("openAPIV3Schema");
    List<FieldError> words = new ArrayList<>();
    SchemaRules.check(schema, at, words);
    if (!hasRefusedWord(words)) {
      List<FieldError> structural = StructuralRules.check(schema, at);
      if (structural.isEmpty()) {
        DefaultRules.check(schema, at, structural);
      }
      errors.addAll(structural);
    }
    errors.addAll(words);
    if (errors.isEmpty()) {
      SchemaNode root = SchemaImage.compile(schema).root();
      if (root.hasRules()) { // else nothing of CEL is loaded
        RuleDefinitions.check(root, at, errors);
      }
    }
  }

  /** A schema with such a word is not looked at as a structural one. */
  private static boolean hasRefusedWord(List<FieldError> words) {
    for (FieldError error : words) {
      if (error.detail().endsWith(" is not supported")
          || error.detail().equals("must be true or undefined")
          || error.detail().equals("items must be a schema object and not an array")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasStatus(JsonNode version) {
    return version.path("subresources").path("status").isObject();
  }

  private static boolean anyStatus(JsonNode versions) {
    for (JsonNode version : versions) {
      if (hasStatus(version)) {
        return true;
      }
    }
    return false;
  }

  private void root(JsonNode schema, FieldPath path) {
    for (Map.Entry<String, JsonNode> word : schema.properties()) {
      if (word.getKey().equals("type") && !word.getValue().asText().equals("object")) {
        String detail =
            "only \"object\" is allowed as the type at the root of the schema if the status"
                + " subresource is enabled";
        errors.add(FieldError.invalid(path.child("openAPIV3Schema.type"), word.getValue(), detail));
        return;
      }
      if (!AT_ROOT.contains(word.getKey())) {
        String detail =
            "only "
                + AT_ROOT_WORDS
                + " fields are allowed at the root of the schema if the status subresource is"
                + " enabled";
        String field = path.child("openAPIV3Schema").text();
        errors.add(new FieldError(FieldErrorType.INVALID, field, null, detail));
        return;
      }
    }
  }

  private void conversion(JsonNode conversion) {
    FieldPath path = SPEC.child("conversion");
    JsonNode strategy = conversion.path("strategy");
    switch (strategy.asText("")) {
      case "None" -> {
        if (conversion.hasNonNull("webhook")) {
          errors.add(
              FieldError.forbidden(
                  path.child("webhookClientConfig"),
                  "should not be set when strategy is not set to Webhook"));
        }
      }
      case "Webhook" ->
          errors.add(
              FieldError.forbidden(
                  path.child("strategy"),
                  "Webhook is not supported here: no webhook is called between versions. Use None"
                      + " and schemas that all versions share"));
      case "" -> {
        if (conversion.isObject()) {
          errors.add(FieldError.required(path.child("strategy"), ""));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path.child("strategy"), strategy, List.of("None", "Webhook")));
    }
  }

  private void storedVersions(JsonNode definition) {
    JsonNode stored = definition.path("status").path("storedVersions");
    FieldPath path = FieldPath.of("status").child("storedVersions");
    if (stored.isEmpty()) {
      errors.add(
          FieldError.invalid(path, NullNode.instance, "must have at least one stored version"));
      return;
    }
    List<String> names = Definition.texts(stored);
    Set<String> known = new HashSet<>();
    for (JsonNode version : definition.path("spec").path("versions")) {
      String name = version.path("name").asText("");
      known.add(name);
      if (version.path("storage").asBoolean(false) && !names.contains(name)) {
        errors.add(FieldError.invalid(path, stored, "must have the storage version " + name));
      }
    }
    for (int i = 0; i < stored.size(); i++) {
      String name = stored.get(i).asText();
      if (!known.contains(name)) {
        errors.add(
            FieldError.invalid(
                path.index(i),
                name,
                "missing from spec.versions; "
                    + name
                    + " was previously a storage version, and must remain in spec.versions until"
                    + " a storage migration ensures no data remains persisted in "
                    + name
                    + " and removes "
                    + name
                    + " from status.storedVersions"));
      }
    }
  }
}
