// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionKindTest {
  private static final DefinitionKind KIND = new DefinitionKind();

  private static ObjectNode definition(String schema) {
    return Facts.json(
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "things.example.com"},
             "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"},
              "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": %s}}]}}
            """
                .formatted(schema))
        .deepCopy();
  }

  private static String schema(ObjectNode definition) {
    return definition.at("/spec/versions/0/schema/openAPIV3Schema").toString();
  }

  @Test
  void takesOutWhatDefinitionsAndSchemasDoNotHave() {
    ObjectNode definition =
        definition(
            """
            {"type": "object", "frob": 1, "properties": {"frob": {"type": "string", "defualt": "x"},
              "l": {"type": "array", "items": {"minimun": 1}}}, "allOf": [{"no": {}}],
              "x-kubernetes-validations": [{"rule": "true", "msg": "x"}],
              "additionalProperties": {"mximum": 1}}
            """);
    definition.withObject("/spec").put("short", "x");
    String path = "spec.versions[0].schema.openAPIV3Schema.";
    assertThat(KIND.prune(definition))
        .containsExactly(
            "spec.short",
            path + "frob",
            path + "properties.frob.defualt",
            path + "properties.l.items.minimun",
            path + "allOf[0].no",
            path + "x-kubernetes-validations[0].msg",
            path + "additionalProperties.mximum");
    assertThat(schema(definition))
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"frob\":{\"type\":\"string\"},\"l\":{\"type\":"
                + "\"array\",\"items\":{}}},\"allOf\":[{}],\"x-kubernetes-validations\":[{\"rule\":"
                + "\"true\"}],\"additionalProperties\":{}}");
  }

  @Test
  void leavesNullsOutAsGoDoes() {
    ObjectNode definition =
        definition(
            """
            {"type": "object", "default": null, "properties": {"a": null}, "allOf": [null],
             "required": [null], "enum": [null]}
            """);
    assertThat(KIND.prune(definition)).isEmpty();
    assertThat(schema(definition))
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"a\":{}},\"allOf\":[{}],\"required\":[\"\"],"
                + "\"enum\":[null]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'[]' | array into Go struct field JSONSchemaProps.S of type v1.JSONSchemaProps",
        "'{\"type\": 5}' | number into Go struct field JSONSchemaProps.S.type of type string",
        "'{\"minLength\": 1.5}' | number into Go struct field JSONSchemaProps.S.minLength of type"
            + " int64",
        "'{\"maximum\": \"1\"}' | string into Go struct field JSONSchemaProps.S.maximum of type"
            + " float64",
        "'{\"nullable\": \"yes\"}' | string into Go struct field JSONSchemaProps.S.nullable of type"
            + " bool",
        "'{\"properties\": {\"a\": {\"required\": \"b\"}}}' | string into Go struct field"
            + " JSONSchemaProps.S.properties.required of type []string",
        "'{\"items\": true}' | bool into Go struct field JSONSchemaProps.S.items of type"
            + " v1.JSONSchemaPropsOrArray",
        "'{\"x-kubernetes-validations\": [\"true\"]}' | array into Go struct field"
            + " JSONSchemaProps.S.x-kubernetes-validations of type v1.ValidationRules",
      })
  void refusesWordsWithValuesOfAnotherType(String schema, String problem) {
    assertThatThrownBy(() -> KIND.prune(definition(schema)))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "CustomResourceDefinition in version \"v1\" cannot be handled as a"
                + " CustomResourceDefinition: json: cannot unmarshal "
                + problem.replace(".S", ".spec.versions.schema.openAPIV3Schema"));
  }

  @Test
  void refusesVersionsThatAreNoList() {
    ObjectNode definition = definition("{}");
    definition.withObject("/spec").put("versions", "v1");
    assertThatThrownBy(() -> KIND.prune(definition))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("CustomResourceDefinitionSpec.spec.versions");
  }

  @Test
  void countsEachVersionInWhichObjectsMayBeKept() {
    ObjectNode definition = definition("{\"type\": \"object\"}");
    KIND.applyDefaults(definition);
    definition.remove("status"); // as a creation does, since the status is written apart
    KIND.prepareCreate(definition);
    assertThat(definition.at("/status/storedVersions").toString()).isEqualTo("[\"v1\"]");
    assertThat(KIND.check(definition)).isEmpty();

    ObjectNode changed = definition.deepCopy();
    ObjectNode second = changed.at("/spec/versions/0").deepCopy();
    changed.withObject("/spec/versions/0").put("storage", false);
    changed.withObject("/spec").withArray("versions").add(second.put("name", "v2"));
    KIND.prepareUpdate(changed, definition);
    assertThat(changed.at("/status/storedVersions").toString()).isEqualTo("[\"v1\",\"v2\"]");
    assertThat(KIND.checkUpdate(changed, definition)).isEmpty();
  }

  @Test
  void mustHaveOneVersionThatIsStored() {
    ObjectNode definition = definition("{\"type\": \"object\"}");
    ObjectNode second = definition.at("/spec/versions/0").deepCopy();
    definition.withObject("/spec").withArray("versions").add(second.put("name", "v2"));
    KIND.applyDefaults(definition);
    List<String> messages = KIND.check(definition).stream().map(Object::toString).toList();
    assertThat(messages)
        .anyMatch(m -> m.contains("must have exactly one version marked as storage version"));
  }
}
