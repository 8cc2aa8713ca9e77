// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectMetaRulesTest {
  static List<JsonNode> creates() {
    return Facts.of("object-meta-create.json");
  }

  static List<JsonNode> updates() {
    return Facts.of("object-meta-update.json");
  }

  @ParameterizedTest
  @MethodSource("creates")
  void refusesANewObjectAsKubernetesDoes(JsonNode fact) {
    List<FieldError> errors =
        ObjectMetaRules.onCreate(
            (ObjectNode) fact.get("metadata"),
            fact.get("namespaced").asBoolean(),
            NameRule.DNS_SUBDOMAIN);
    assertThat(lines(errors)).isEqualTo(Facts.texts(fact.get("errors")));
  }

  @ParameterizedTest
  @MethodSource("updates")
  void refusesAChangeAsKubernetesDoes(JsonNode fact) {
    List<FieldError> errors =
        ObjectMetaRules.onUpdate(
            (ObjectNode) fact.get("metadata"), (ObjectNode) fact.get("before"));
    assertThat(lines(errors)).isEqualTo(Facts.texts(fact.get("errors")));
  }

  @Test
  void annotationsMayHave256Kibibytes() {
    assertThat(annotated(256 * 1024 - 1)).isEmpty();
    assertThat(annotated(256 * 1024))
        .containsExactly(
            "FieldValueTooLong|metadata.annotations: Too long: may not be more than 262144 bytes");
  }

  @Test
  void aLabelThatIsNoTextIsRefused() {
    ObjectNode metadata = (ObjectNode) Facts.json("{\"name\": \"a\", \"labels\": {\"a\": 5}}");
    assertThat(lines(ObjectMetaRules.onCreate(metadata, false, NameRule.DNS_SUBDOMAIN)))
        .containsExactly(
            "FieldValueTypeInvalid|metadata.labels[a]: Invalid value: 5: must be a string");
  }

  private static List<String> annotated(int length) {
    ObjectNode metadata = (ObjectNode) Facts.json("{\"name\": \"a\", \"annotations\": {}}");
    metadata.withObject("annotations").put("k", "v".repeat(length));
    return lines(ObjectMetaRules.onCreate(metadata, false, NameRule.DNS_SUBDOMAIN));
  }

  static List<String> lines(List<FieldError> errors) {
    return errors.stream().map(e -> e.type().reason() + '|' + e.message()).toList();
  }
}
