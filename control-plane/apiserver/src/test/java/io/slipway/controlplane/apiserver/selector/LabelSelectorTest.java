// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelSelectorTest {
  private static final List<JsonNode> LABELS = Facts.of("selected-labels.json");

  static List<JsonNode> queries() {
    return Facts.of("label-selectors.json");
  }

  static List<JsonNode> objects() {
    return Facts.of("label-selector-objects.json");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void readsQueriesAsKubernetesDoes(JsonNode fact) {
    String text = fact.get("selector").asText();
    if (fact.has("error")) {
      assertThatThrownBy(() -> LabelSelector.parse(text))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.status().code()).isEqualTo(400))
          .hasMessage(fact.get("error").asText());
    } else {
      assertSelects(LabelSelector.parse(text), fact);
    }
  }

  @ParameterizedTest
  @MethodSource("objects")
  void readsObjectsAsKubernetesDoes(JsonNode fact) {
    JsonNode selector = fact.get("selector");
    if (fact.has("error")) {
      assertThatThrownBy(() -> LabelSelector.of(selector))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(fact.get("error").asText());
    } else {
      assertSelects(LabelSelector.of(selector), fact);
    }
  }

  @ParameterizedTest
  @MethodSource("objects")
  void refusesObjectsAsKubernetesDoes(JsonNode fact) {
    List<FieldError> errors = new ArrayList<>();
    LabelSelectorRules.check(fact.get("selector"), FieldPath.of("spec").child("selector"), errors);
    assertThat(errors.stream().map(e -> e.type().reason() + '|' + e.message()).toList())
        .isEqualTo(Facts.texts(fact.get("errors")));
  }

  private static void assertSelects(LabelSelector selector, JsonNode fact) {
    assertThat(selector).hasToString(fact.get("text").asText());
    for (int i = 0; i < LABELS.size(); i++) {
      assertThat(selector.matches(LABELS.get(i)))
          .as("%s selects %s", selector, LABELS.get(i))
          .isEqualTo(fact.get("matches").get(i).asBoolean());
    }
  }

  @Test
  void objectsWithoutLabelsAreSelectedByWhatIsNot() {
    assertThat(LabelSelector.parse("!a,b!=c,d notin (e)").matches(null)).isTrue();
    assertThat(LabelSelector.parse("a").matches(null)).isFalse();
    assertThat(LabelSelector.everything().matches(null)).isTrue();
  }

  @Test
  void noSelectorIsNotAnEmptyOne() {
    assertThat(LabelSelector.of(null).isEverything()).isFalse();
    assertThat(LabelSelector.of(null).matches(null)).isFalse();
    assertThat(LabelSelector.parse("").isEverything()).isTrue();
    assertThat(LabelSelector.parse("a").isEverything()).isFalse();
  }
}
