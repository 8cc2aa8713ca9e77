// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.discovery.ServedResource.Subresource;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  private static ObjectNode definition() {
    ObjectNode definition =
        Facts.json(
                """
                {"metadata": {"name": "things.example.com"}, "spec": {"group": "example.com", "scope": "Namespaced",
                 "names": {"plural": "things", "kind": "Thing", "shortNames": ["th"], "categories": ["all"]},
                 "versions": [
                  {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties":
                    {"spec": {"type": "object", "properties": {"n": {"type": "integer"}, "colour": {"type": "string"}}}}}},
                   "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}},
                   "additionalPrinterColumns": [{"name": "N", "type": "integer", "jsonPath": ".spec.n", "priority": 1}],
                   "selectableFields": [{"jsonPath": ".spec.colour"}]},
                  {"name": "v1alpha1", "served": false, "storage": false, "deprecated": true,
                   "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
                """)
            .deepCopy();
    Definition.applyDefaults(definition);
    return definition;
  }

  @Test
  void fillsInWhatIsLeftOpen() {
    ObjectNode definition = definition();
    assertThat(definition.at("/spec/names/singular").asText()).isEqualTo("thing");
    assertThat(definition.at("/spec/names/listKind").asText()).isEqualTo("ThingList");
    assertThat(definition.at("/spec/conversion/strategy").asText()).isEqualTo("None");
    assertThat(definition.at("/status/storedVersions").toString()).isEqualTo("[\"v1\"]");
  }

  @Test
  void saysWhatThoseWhoServeItNeed() {
    Definition read = Definition.of(definition());
    assertThat(read.kind()).hasToString("Thing.example.com");
    assertThat(read.resource()).hasToString("things.example.com");
    assertThat(read.shortNames()).containsExactly("th");
    assertThat(read.categories()).containsExactly("all");
    assertThat(read.namespaced()).isTrue();
    assertThat(read.served("v1alpha1")).isNull();
    DefinitionVersion version = Objects.requireNonNull(read.served("v1"));
    assertThat(version.hasStatus()).isTrue();
    assertThat(version.deprecationWarning()).isNull();
    assertThat(version.scale()).isEqualTo(new DefinitionVersion.Scale(".spec.n", ".status.n", ""));
    assertThat(version.columns())
        .containsExactly(new DefinitionVersion.Column("N", "integer", "", "", 1, ".spec.n"));
    assertThat(version.selectableFields()).containsExactly(".spec.colour");
    assertThat(read.versions().get(1).deprecationWarning()).isEmpty();
  }

  @Test
  void refusesConversionByWebhook() {
    ObjectNode definition = definition();
    definition.withObject("/spec/conversion").put("strategy", "Webhook");
    List<FieldError> errors = DefinitionRules.onCreate(definition);
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).message())
        .startsWith("spec.conversion.strategy: Forbidden: Webhook is not supported here");
  }

  @Test
  void isDiscoveredWithItsSubresources() {
    Definition read = Definition.of(definition());
    ServedResource served = DefinedResource.discovered(read, read.stored());
    assertThat(served.version()).isEqualTo("v1");
    assertThat(served.namespaced()).isTrue();
    assertThat(served.verbs()).contains("deletecollection", "watch");
    assertThat(served.subresources())
        .containsExactly(
            new Subresource("status", "example.com/v1", "Thing", List.of("get", "patch", "update")),
            new Subresource("scale", "autoscaling/v1", "Scale", List.of("get", "patch", "update")));
  }

  @Test
  void isWrittenByItsSchema() {
    Definition read = Definition.of(definition());
    ResourceType type =
        DefinedResource.type(read, read.stored(), DefinedResource.versions(read), 0);
    assertThat(type.apiVersion()).isEqualTo("example.com/v1");
    assertThat(type.hasStatus()).isTrue();
    assertThat(type.unconditional()).isFalse();
    ObjectNode thing =
        Facts.json("{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"n\": \"a\", \"m\": 1}}")
            .deepCopy();
    assertThat(type.rules().prune(thing)).containsExactly("spec.m");
    assertThat(type.rules().check(thing))
        .extracting(FieldError::message)
        .first()
        .isEqualTo(
            "spec.n: Invalid value: \"string\": spec.n in body must be of type integer:"
                + " \"string\"");
  }

  @Test
  void refusesRulesThatDoNotCompile() {
    ObjectNode definition = definition();
    definition.withObject("/spec/versions/0").remove("selectableFields");
    ObjectNode schema = definition.withObject("/spec/versions/0/schema/openAPIV3Schema");
    schema.setAll(
        (ObjectNode)
            Facts.json(
                """
                {"type": "object", "properties": {"spec": {"type": "object", "properties": {"a": {"type": "string"},
                   "l": {"type": "array", "items": {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf"}]}}},
                  "x-kubernetes-validations": [
                   {"rule": "self.b == 'x'"}, {"rule": "self.a == 5"}, {"rule": "self.a"}, {"rule": "quantity(self.a).isInteger()"},
                   {"rule": "true", "messageExpression": "5"}, {"rule": "true", "optionalOldSelf": true}]}}}
                """));
    List<String> messages =
        DefinitionRules.onCreate(definition).stream().map(FieldError::message).toList();
    String rules =
        "spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations";
    assertThat(messages).hasSize(7);
    assertThat(messages.get(0))
        .startsWith(
            rules
                + "[0].rule: Invalid value: compilation failed: ERROR: <input>:1:5: undefined field"
                + " 'b'");
    assertThat(messages.get(1))
        .startsWith(rules + "[1].rule")
        .contains("no matching overload for '_==_'");
    assertThat(messages.get(2)).endsWith("cel expression must evaluate to a bool");
    assertThat(messages.get(3)).contains("undeclared reference to 'quantity'");
    assertThat(messages.get(4)).endsWith("messageExpression must evaluate to a string");
    assertThat(messages.get(5)).endsWith("may not be set if oldSelf is not used in rule");
    assertThat(messages.get(6))
        .contains("oldSelf cannot be used on the uncorrelatable portion of the schema within");
  }
}
