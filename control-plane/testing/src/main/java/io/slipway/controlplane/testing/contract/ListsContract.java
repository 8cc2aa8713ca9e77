// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and what is selected for them. */
abstract class ListsContract extends ContractPart {
  ListsContract(ApiTarget target) {
    super(target);
  }

  /** The list has the version from which a watch goes on. */
  @Test
  void aListHasAKindAndAVersion() {
    Answer created = configMap("a", "k", "v");

    Answer list = api.get(core("configmaps")).is(200);

    assertThat(list.text("/kind")).isEqualTo("ConfigMapList");
    assertThat(list.text("/apiVersion")).isEqualTo("v1");
    assertThat(Long.parseLong(list.resourceVersion()))
        .isGreaterThanOrEqualTo(Long.parseLong(created.resourceVersion()));
    assertThat(list.names()).containsExactly("a");
  }

  /** No items is an empty list, not null: clients loop over it. */
  @Test
  void aListOfNothingIsEmpty() {
    assertThat(api.get(core("configmaps")).is(200).at("/items")).isEqualTo(Json.of("[]"));
  }

  /** Items of built-in kinds leave out what the list says already. */
  @Test
  void itemsOfBuiltInKindsHaveNoKind() {
    configMap("a", "k", "v");

    Answer list = api.get(core("configmaps")).is(200);

    assertThat(list.has("/items/0/kind")).isFalse();
    assertThat(list.has("/items/0/apiVersion")).isFalse();
  }

  /** Those of custom ones do not. */
  @Test
  void itemsOfCustomKindsHaveTheirKind() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer list = api.get(widgets.in(namespace)).is(200);

    assertThat(list.text("/kind")).isEqualTo("WidgetList");
    assertThat(list.text("/items/0/kind")).isEqualTo("Widget");
    assertThat(list.text("/items/0/apiVersion")).isEqualTo(widgets.group() + "/v1");
  }

  /** Pages rely on an order, people like it. */
  @Test
  void listsAreInOrderOfNames() {
    for (String name : List.of("c", "a", "b-1", "b")) {
      configMap(name, "k", "v");
    }

    assertThat(api.get(core("configmaps")).names()).containsExactly("a", "b", "b-1", "c");
  }

  /** kubectl get -A. */
  @Test
  void aListMayBeOfAllNamespaces() {
    String other = unique("other");
    api.post("/api/v1/namespaces", "{metadata: {name: '%s'}}".formatted(other)).is(201);
    labelled("a", "{mine: '%s'}".formatted(namespace));
    api.post(
            "/api/v1/namespaces/" + other + "/configmaps",
            "{metadata: {name: 'b', labels: {mine: '%s'}}}".formatted(namespace))
        .is(201);

    assertThat(api.get("/api/v1/configmaps?labelSelector=mine%3D" + namespace).names())
        .containsExactlyInAnyOrder("a", "b");
  }

  /** The language of selectors. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "app=x | a,b",
        "app==x | a,b",
        "app!=x | c,d",
        "app in (x,y) | a,b,c",
        "app notin (x) | c,d",
        "app | a,b,c",
        "!app | d",
        "app=x,tier=1 | a",
        "tier>1 | b,c",
        "tier<2 | a",
      })
  void labelsSelect(String selector, String names) {
    labelled("a", "{app: 'x', tier: '1'}");
    labelled("b", "{app: 'x', tier: '2'}");
    labelled("c", "{app: 'y', tier: '2'}");
    labelled("d", "{}");

    Answer list = api.get(core("configmaps") + "?labelSelector=" + Api.escape(selector)).is(200);

    assertThat(list.names()).containsExactlyElementsOf(List.of(names.split(",", -1)));
  }

  /** What does not parse would select the wrong objects. */
  @ParameterizedTest
  @ValueSource(strings = {"app=(", "app in x", "=x", "bad key=x", "app=bad value!"})
  void aLabelSelectorHasToParse(String selector) {
    api.get(core("configmaps") + "?labelSelector=" + Api.escape(selector))
        .isFailure(400, "BadRequest");
  }

  /** Every kind can be selected by its name. */
  @Test
  void namesSelect() {
    configMap("a", "k", "v");
    configMap("b", "k", "v");

    assertThat(api.get(core("configmaps") + "?fieldSelector=metadata.name%3Db").names())
        .containsExactly("b");
    assertThat(api.get(core("configmaps") + "?fieldSelector=metadata.name!%3Db").names())
        .containsExactly("a");
  }

  /** How an agent finds its own Pods. */
  @Test
  void podsAreSelectedByNode() {
    for (String node : List.of("one", "two")) {
      api.post(
              core("pods"),
              """
              {metadata: {name: 'on-%1$s'}, spec: {nodeName: '%1$s',
               containers: [{name: 'm', image: 'i'}]}}
              """
                  .formatted(node))
          .is(201);
    }

    assertThat(
            api.get(core("pods") + "?fieldSelector=spec.nodeName%3Dtwo,status.phase%3DPending")
                .names())
        .containsExactly("on-two");
  }

  /** Other fields have no index; passing them over would select too much. */
  @Test
  void anyOtherFieldIsRefused() {
    api.get(core("configmaps") + "?fieldSelector=data.k%3Dv")
        .isFailure(400, "BadRequest")
        .withMessage(
            "\"data.k\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"");
  }

  /** The state a moment ago, as a client saw it. */
  @Test
  void aListMayBeOfOneVersionExactly() {
    configMap("a", "k", "v");
    String version = api.get(core("configmaps")).resourceVersion();
    configMap("b", "k", "v");

    Answer list =
        api.get(
                core("configmaps")
                    + "?resourceVersionMatch=Exact&limit=10&resourceVersion="
                    + version)
            .is(200);

    assertThat(list.names()).containsExactly("a");
    assertThat(list.resourceVersion()).isEqualTo(version);
  }

  /** At least as new as what the client wrote itself. */
  @Test
  void aListMayBeNotOlderThanAVersion() {
    configMap("a", "k", "v");
    String version = configMap("b", "k", "v").resourceVersion();

    Answer list =
        api.get(
                core("configmaps")
                    + "?resourceVersionMatch=NotOlderThan&resourceVersion="
                    + version)
            .is(200);

    assertThat(list.names()).contains("a", "b");
    assertThat(Long.parseLong(list.resourceVersion()))
        .isGreaterThanOrEqualTo(Long.parseLong(version));
  }

  /** Any version will do: what informers start with. */
  @Test
  void versionZeroIsAnyVersion() {
    configMap("a", "k", "v");

    assertThat(api.get(core("configmaps") + "?resourceVersion=0").is(200).text("/kind"))
        .isEqualTo("ConfigMapList");
    assertThat(api.get(core("configmaps/a") + "?resourceVersion=0").is(200).name()).isEqualTo("a");
  }

  /** A version of the future (of another database) is never reached. */
  @Test
  void aVersionOfTheFutureTimesOut() {
    Answer refused =
        api.get(core("configmaps") + "?resourceVersion=9000000000000").isFailure(504, "Timeout");

    refused.withMessageContaining("Too large resource version: 9000000000000, current: ");
    assertThat(refused.text("/details/causes/0/reason")).isEqualTo("ResourceVersionTooLarge");
    assertThat(refused.at("/details/retryAfterSeconds").asInt()).isPositive();
  }

  /** A version that was forgotten is gone; the client starts again without it. */
  @Test
  void aForgottenVersionIsGone() {
    String version = configMap("a", "k", "v").resourceVersion();
    target.compact(Long.parseLong(version));

    api.get("/api/v1/namespaces?resourceVersionMatch=Exact&limit=1&resourceVersion=1")
        .isFailure(410, "Expired");
  }

  /** The parameter would be without meaning. */
  @Test
  void aMatchNeedsAVersion() {
    api.get(core("configmaps") + "?resourceVersionMatch=Exact")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                + " resourceVersion is provided");
  }

  /** Versions are opaque to clients, yet not anything goes. */
  @Test
  void aVersionHasToBeOne() {
    api.get(core("configmaps") + "?resourceVersion=abc")
        .is(400)
        .withMessageContaining("Invalid value: \"abc\"");
  }
}
