// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of built-in types against Kubernetes' own description of them. */
class BuiltinTypesTest {
  private static final JsonNode SCHEMAS = schemas();

  /** Types of which nothing is said where they stand: they lie in lists that are one value. */
  private static final Set<String> OPAQUE =
      Set.of("JSONSchemaProps", "JSON", "FieldsV1", "IntOrString", "RawExtension");

  private final List<String> differences = new ArrayList<>();

  private static JsonNode schemas() {
    try {
      return new ObjectMapper()
          .readTree(new File("src/test/upstream/kubernetes-openapi-v3.json"))
          .path("components")
          .path("schemas");
    } catch (IOException e) {
      throw new IllegalStateException("no description of Kubernetes' types", e);
    }
  }

  static List<String> kinds() {
    List<String> kinds = new ArrayList<>();
    SCHEMAS
        .properties()
        .forEach(schema -> {
          if (schema.getValue().has("x-kubernetes-group-version-kind")) {
            kinds.add(schema.getKey());
          }
        });
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void describesTheKindAsKubernetesDoes(String name) {
    JsonNode schema = SCHEMAS.get(name);
    JsonNode kind = schema.get("x-kubernetes-group-version-kind").get(0);
    String group = kind.get("group").asText();
    String version = (group.isEmpty() ? "" : group + "/") + kind.get("version").asText();
    TypeDescription type = BuiltinTypes.of(version, kind.get("kind").asText());
    assertThat(type).isNotNull();
    structure(name, schema, Parts.map(type));
    assertThat(differences).isEmpty();
  }

  @Test
  void thereAreAllKinds() {
    assertThat(kinds()).hasSize(24);
    assertThat(BuiltinTypes.of("v1", "Frobnicator")).isNull();
    assertThat(BuiltinTypes.of("v2", "Pod")).isNull();
  }

  private void structure(String at, JsonNode schema, MapType type) {
    Set<String> names = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    expect(at, "fields", names, new TreeSet<>(type.fields().keySet()));
    expect(at, "others", null, type.element());
    expect(at, "open", false, type.open());
    expect(at, "atomic", atomic(schema), type.atomic());
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      FieldType field = type.fields().get(property.getKey());
      if (field != null) {
        field(at + '.' + property.getKey(), property.getValue(), field);
      }
    }
  }

  private void field(String at, JsonNode schema, FieldType field) {
    List<String> strategies =
        List.of(schema.path("x-kubernetes-patch-strategy").asText().split(",", -1));
    String key = schema.path("x-kubernetes-patch-merge-key").asText();
    PatchStrategy strategy =
        new PatchStrategy(strategies.contains("merge"), key, strategies.contains("retainKeys"));
    expect(at, "patch", strategy, field.patch());
    value(at, schema, field.type());
  }

  private void value(String at, JsonNode schema, TypeDescription type) {
    String ref = ref(schema);
    if (ref != null) {
      reference(at, schema, ref, type);
      return;
    }
    switch (schema.path("type").asText()) {
      case "string" -> {
        String format = schema.path("format").asText();
        ScalarKind kind =
            switch (format) {
              case "" -> ScalarKind.TEXT;
              case "byte" -> ScalarKind.BYTES;
              default -> ScalarKind.ANY;
            };
        expect(at, "scalar", kind, type.scalar());
      }
      case "integer" -> {
        boolean small = schema.path("format").asText().equals("int32");
        expect(at, "scalar", small ? ScalarKind.INT32 : ScalarKind.INT64, type.scalar());
      }
      case "number" -> expect(at, "scalar", ScalarKind.NUMBER, type.scalar());
      case "boolean" -> expect(at, "scalar", ScalarKind.BOOLEAN, type.scalar());
      case "array" -> list(at, schema, type.list());
      case "object" -> map(at, schema, Parts.map(type));
      default -> differences.add(at + " has a type that the test does not know: " + schema);
    }
  }

  private void reference(String at, JsonNode use, String ref, TypeDescription type) {
    String name = ref.substring(ref.lastIndexOf('.') + 1);
    if (OPAQUE.contains(name)) {
      expect(at, "anything", TypeDescription.ANY, type);
    } else if (Set.of("Quantity", "Time", "MicroTime").contains(name)) {
      expect(at, "scalar", ScalarKind.ANY, type.scalar());
    } else if (name.equals("CustomResourceSubresourceStatus")) {
      expect(at, "anything", TypeDescription.ANY, type);
    } else {
      boolean atomic = atomic(use.has("x-kubernetes-map-type") ? use : SCHEMAS.get(ref));
      MapType map = Parts.map(type);
      expect(at, "atomic", atomic, map.atomic());
      structure(at, SCHEMAS.get(ref), map.atomic(atomic(SCHEMAS.get(ref))));
    }
  }

  private void list(String at, JsonNode schema, @Nullable ListType type) {
    if (type == null) {
      differences.add(at + " is not a list here");
      return;
    }
    Identity identity =
        switch (schema.path("x-kubernetes-list-type").asText()) {
          case "map" -> Identity.KEYS;
          case "set" -> Identity.VALUE;
          default -> Identity.ATOMIC;
        };
    expect(at, "identity", identity, type.identity());
    List<String> keys = Facts.texts(schema.path("x-kubernetes-list-map-keys"));
    expect(at, "keys", keys, type.keys());
    value(at + "[]", schema.get("items"), type.element());
    for (String key : keys) {
      JsonNode element = SCHEMAS.path(String.valueOf(ref(schema.get("items"))));
      JsonNode wanted = element.path("properties").path(key).get("default");
      FieldType field = Parts.map(type.element()).fields().get(key);
      expect(at + "[]." + key, "default", wanted, field == null ? null : field.keyDefault());
    }
  }

  private void map(String at, JsonNode schema, MapType type) {
    expect(at, "fields", Set.of(), type.fields().keySet());
    expect(at, "atomic", atomic(schema), type.atomic());
    JsonNode others = schema.get("additionalProperties");
    if (others == null || type.element() == null) {
      expect(at, "open", others == null, type.open());
    } else {
      value(at + "{}", others, type.element());
    }
  }

  private static boolean atomic(JsonNode schema) {
    return schema.path("x-kubernetes-map-type").asText().equals("atomic");
  }

  private static @Nullable String ref(JsonNode schema) {
    JsonNode ref =
        schema.has("$ref") ? schema.get("$ref") : schema.path("allOf").path(0).get("$ref");
    return ref == null ? null : ref.asText().substring("#/components/schemas/".length());
  }

  private void expect(String at, String what, @Nullable Object expected, @Nullable Object actual) {
    if (!Objects.equals(expected, actual)) {
      differences.add(at + ": " + what + " is " + actual + " (expected: " + expected + ")");
    }
  }

  private static final class Parts {
    static MapType map(@Nullable TypeDescription type) {
      return Objects.requireNonNull(Objects.requireNonNull(type).map());
    }
  }
}
