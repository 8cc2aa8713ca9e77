// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.SchemaTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same sequences of applies and updates as Kubernetes' own field manager went through. */
class ManagedFieldsFactsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  static Stream<Arguments> builtin() {
    return cases("apply-builtin.json");
  }

  static Stream<Arguments> custom() {
    return cases("apply-custom.json");
  }

  private static Stream<Arguments> cases(String file) {
    return Facts.of(file).stream().map(c -> Arguments.of(c.get("name").asText(), c.get("steps")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("builtin")
  void ownsFieldsOfBuiltinKindsAsKubernetesDoes(String name, JsonNode steps) {
    JsonNode first = steps.get(0).get("in").get("object");
    TypeDescription type =
        BuiltinTypes.of(first.get("apiVersion").asText(), first.get("kind").asText());
    play(steps, Objects.requireNonNull(type));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("custom")
  void ownsFieldsOfCustomResourcesAsKubernetesDoes(String name, JsonNode steps) {
    play(steps, SchemaTypes.of(Facts.document("apply-custom-schema.json")));
  }

  private static void play(JsonNode steps, TypeDescription type) {
    ObjectNode live = null;
    for (JsonNode step : steps) {
      ObjectNode result = step(live, step, type);
      if (result != null) {
        live = result.deepCopy();
        live.withObject("metadata").put("uid", "u");
      }
    }
  }

  private static @Nullable ObjectNode step(
      @Nullable ObjectNode live, JsonNode step, TypeDescription type) {
    JsonNode in = step.get("in");
    ObjectNode object = (ObjectNode) in.get("object").deepCopy();
    JsonNode kindOf = live == null ? object : live;
    String apiVersion = kindOf.get("apiVersion").asText();
    ManagedFields fields =
        new ManagedFields(
            apiVersion,
            kindOf.get("kind").asText(),
            ObjectVersions.only(apiVersion, type),
            in.path("subresource").asText(),
            ignored(in));
    String manager = in.get("manager").asText();
    if (in.get("op").asText().equals("update")) {
      ObjectNode result = fields.update(live, object, manager, NOW);
      assertSame(result, step.get("out"));
      return result;
    }
    try {
      ObjectNode result = fields.apply(live, object, manager, in.path("force").asBoolean(), NOW);
      assertSame(result, step.get("out"));
      return result;
    } catch (ApiException e) {
      assertRefused(e, step);
      return null;
    }
  }

  private static IgnoredFields ignored(JsonNode in) {
    List<String> paths = Facts.texts(in.path("ignored"));
    return paths.isEmpty() ? IgnoredFields.NONE : IgnoredFields.of(paths.toArray(String[]::new));
  }

  private static void assertSame(ObjectNode result, @Nullable JsonNode expected) {
    assertThat(expected).as("refused by Kubernetes, here it became " + result).isNotNull();
    assertThat(Facts.json(result.toString())).isEqualTo(expected);
  }

  private static void assertRefused(ApiException refusal, JsonNode step) {
    JsonNode status = Facts.json(refusal.status().toJson().toString());
    if (step.has("error")) {
      assertThat(status.get("message").asText()).isEqualTo(step.get("error").asText());
      assertThat(status.get("code").asInt()).isEqualTo(500);
      return;
    }
    assertThat(step.has("status")).as("refused: " + status).isTrue();
    JsonNode expected = step.get("status");
    assertThat(status.get("message")).isEqualTo(expected.get("message"));
    assertThat(status.get("reason")).isEqualTo(expected.get("reason"));
    assertThat(status.get("code")).isEqualTo(expected.get("code"));
    assertThat(causes(status)).isEqualTo(causes(expected));
  }

  private static List<String> causes(JsonNode status) {
    List<String> causes = new ArrayList<>();
    if (status.path("details").path("causes") instanceof ArrayNode array) {
      array.forEach(cause -> causes.add(cause.toString()));
    }
    causes.sort(Comparator.naturalOrder());
    return causes;
  }
}
