// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldSelectorTest {
  /** The objects that the recorded answers are about. */
  private static final List<JsonNode> OBJECTS =
      List.of(
          Facts.json("{}"),
          Facts.json("{\"metadata\": {\"name\": \"a\"}}"),
          Facts.json("{\"metadata\": {\"name\": \"b\"}, \"spec\": {\"nodeName\": \"n\"}}"),
          Facts.json("{\"metadata\": {\"name\": \"a,b=c\\\\d\"}, \"spec\": {\"nodeName\": \"\"}}"));

  static List<JsonNode> queries() {
    return Facts.of("field-selectors.json");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void readsQueriesAsKubernetesDoes(JsonNode fact) {
    String text = fact.get("selector").asText();
    SelectableFields fields =
        SelectableFields.ofCustom(true, List.of(".spec.nodeName", "", "metadata.name ", "a"));
    if (fact.has("error")) {
      assertThatThrownBy(() -> FieldSelector.parse(text, fields))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.status().code()).isEqualTo(400))
          .hasMessage(fact.get("error").asText());
      return;
    }
    FieldSelector selector = FieldSelector.parse(text, fields);
    assertThat(selector).hasToString(fact.get("text").asText());
    for (int i = 0; i < OBJECTS.size(); i++) {
      assertThat(selector.matches(OBJECTS.get(i)))
          .as("%s selects %s", selector, OBJECTS.get(i))
          .isEqualTo(fact.get("matches").get(i).asBoolean());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Pod | spec.nodeName=n,status.phase=Running,spec.hostNetwork=false",
        "v1 | Pod | spec.host=n",
        "v1 | Pod | status.podIP=10.0.0.1,spec.serviceAccountName!=x",
        "v1 | Node | spec.unschedulable=false",
        "v1 | Namespace | status.phase=Running",
        "v1 | Secret | type=Opaque",
        "v1 | Service | spec.type=,spec.clusterIP=",
        "v1 | Event | involvedObject.name=p,involvedObject.kind=Pod,source=kubelet,type=Opaque",
        "events.k8s.io/v1 | Event | regarding.name=p",
        "batch/v1 | Job | status.successful=2",
        "apps/v1 | Deployment | metadata.name=x,metadata.namespace=ns",
      })
  void eachKindHasItsFields(String apiVersion, String kind, String text) {
    JsonNode object =
        Facts.json(
            """
            {"metadata": {"name": "x", "namespace": "ns"}, "type": "Opaque", "source": {"component": "kubelet"},
             "involvedObject": {"name": "p", "kind": "Pod"}, "regarding": {"name": "p"},
             "spec": {"nodeName": "n"}, "status": {"phase": "Running", "podIPs": [{"ip": "10.0.0.1"}], "succeeded": 2}}
            """);
    FieldSelector selector = FieldSelector.parse(text, SelectableFields.of(apiVersion, kind));
    assertThat(selector.matches(object)).isTrue();
    assertThat(
            selector.matches(
                Facts.json(
                    "{\"type\": \"q\", \"spec\": {\"unschedulable\": true, \"clusterIP\":"
                        + " \"None\"}}")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Pod | spec.nope=a | field label not supported: spec.nope",
        "v1 | Node | metadata.namespace=a | field label not supported: metadata.namespace",
        "batch/v1 | Job | a=b | field label \"a\" not supported for Job",
        "apps/v1 | Deployment | status.replicas=1 | \"status.replicas\" is not a known field"
            + " selector: only \"metadata.name\", \"metadata.namespace\"",
      })
  void otherFieldsAreRefused(String apiVersion, String kind, String text, String message) {
    assertThatThrownBy(() -> FieldSelector.parse(text, SelectableFields.of(apiVersion, kind)))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  @Test
  void customResourcesAreSelectedByWhatTheirDefinitionNames() {
    SelectableFields fields = SelectableFields.ofCustom(false, List.of(".spec.color"));
    FieldSelector selector = FieldSelector.parse("spec.color=red", fields);
    assertThat(selector.matches(Facts.json("{\"spec\": {\"color\": \"red\"}}"))).isTrue();
    assertThat(selector.matches(Facts.json("{\"spec\": {\"color\": null}}"))).isFalse();
    assertThatThrownBy(() -> FieldSelector.parse("metadata.namespace=a", fields))
        .hasMessage("field label not supported: metadata.namespace");
  }

  @Test
  void saysWhetherOnlyOneObjectIsMeant() {
    SelectableFields fields = SelectableFields.of("v1", "Pod");
    assertThat(FieldSelector.parse("metadata.name=a", fields).name()).contains("a");
    assertThat(FieldSelector.parse("metadata.name!=a", fields).name()).isEmpty();
    assertThat(FieldSelector.parse("metadata.namespace=a", fields).namespace()).contains("a");
    assertThat(FieldSelector.parse("", fields).isEverything()).isTrue();
  }
}
