// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Strategic merge patches: what kubectl edit, apply, set and label send for built-in kinds. */
abstract class StrategicPatchesContract extends ContractPart {
  StrategicPatchesContract(ApiTarget target) {
    super(target);
  }

  /** Containers are known by their names: one is changed, the other stays. */
  @Test
  void elementsAreMergedByTheirKey() {
    deployment("a");

    Answer patched =
        patch(
            """
            {spec: {template: {spec: {containers: [
             {name: 'side', image: 'two'}, {name: 'main', image: 'newer'}]}}}}
            """);

    assertThat(patched.at(containers()).findValuesAsText("image")).containsOnly("newer", "two");
    assertThat(patched.text(containers() + "/1/name") + patched.text(containers() + "/0/name"))
        .contains("main", "side");
    assertThat(patched.at(containers()).toString()).contains("\"env\":[{\"name\":\"A\"");
  }

  /** $patch: delete takes one out. */
  @Test
  void anElementIsDeletedByDirective() {
    deployment("a");
    patch("{spec: {template: {spec: {containers: [{name: 'side', image: 'two'}]}}}}");

    Answer patched =
        patch("{spec: {template: {spec: {containers: [{name: 'main', $patch: 'delete'}]}}}}");

    assertThat(patched.at(containers())).hasSize(1);
    assertThat(patched.text(containers() + "/0/name")).isEqualTo("side");
  }

  /** $patch: replace puts a list or a map in the place of the old one. */
  @Test
  void aListIsReplacedByDirective() {
    deployment("a");

    Answer patched =
        patch(
            """
            {spec: {template: {spec: {containers: [
             {name: 'other', image: 'two'}, {$patch: 'replace'}]}}}}
            """);

    assertThat(patched.at(containers())).hasSize(1);
    assertThat(patched.text(containers() + "/0/name")).isEqualTo("other");
  }

  /** Lists of plain values merge as sets where the kind says so. */
  @Test
  void plainValuesAreMergedAndDeleted() {
    api.post(
            core("configmaps"),
            "{metadata: {name: 'a', finalizers: ['slipway.io/a', 'slipway.io/b']}}")
        .is(201);

    Answer added =
        api.strategicPatch(core("configmaps/a"), "{metadata: {finalizers: ['slipway.io/c']}}")
            .is(200);
    assertThat(added.at("/metadata/finalizers")).hasSize(3);

    Answer removed =
        api.strategicPatch(
                core("configmaps/a"),
                "{metadata: {'$deleteFromPrimitiveList/finalizers': ['slipway.io/a']}}")
            .is(200);
    assertThat(removed.at("/metadata/finalizers")).hasSize(2);
    assertThat(removed.at("/metadata/finalizers").toString()).doesNotContain("slipway.io/a");
  }

  /** kubectl says in which order it wants them. */
  @Test
  void theOrderOfElementsCanBeSet() {
    deployment("a");
    patch("{spec: {template: {spec: {containers: [{name: 'side', image: 'two'}]}}}}");

    Answer patched =
        patch(
            """
            {spec: {template: {spec: {
             '$setElementOrder/containers': [{name: 'side'}, {name: 'main'}],
             containers: [{name: 'main', image: 'newer'}]}}}}
            """);

    assertThat(patched.text(containers() + "/0/name")).isEqualTo("side");
    assertThat(patched.text(containers() + "/1/name")).isEqualTo("main");
  }

  /** Maps merge, null removes. */
  @Test
  void mapsAreMerged() {
    labelled("a", "{one: '1', two: '2'}");

    Answer patched =
        api.strategicPatch(core("configmaps/a"), "{metadata: {labels: {one: null, three: '3'}}}")
            .is(200);

    assertThat(patched.at("/metadata/labels")).isEqualTo(Json.of("{two: '2', three: '3'}"));
  }

  /** $retainKeys: what is not named goes, as with the members of a union. */
  @Test
  void onlyNamedKeysAreRetained() {
    deployment("a");

    Answer patched = patch("{spec: {strategy: {$retainKeys: ['type'], type: 'Recreate'}}}");

    assertThat(patched.at("/spec/strategy")).isEqualTo(Json.of("{type: 'Recreate'}"));
  }

  /** An element without its key could be any. */
  @Test
  void anElementNeedsItsKey() {
    deployment("a");

    Answer refused =
        api.strategicPatch(
            deployments() + "/a", "{spec: {template: {spec: {containers: [{image: 'x'}]}}}}");

    assertThat(refused.message()).contains("does not contain declared merge key: name");
  }

  /** Custom resources have no strategy: clients fall back to merge patches. */
  @Test
  void customResourcesDoNotKnowThem() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    api.strategicPatch(widgets.in(namespace) + "/a", "{spec: {size: 2}}")
        .isFailure(415, "UnsupportedMediaType")
        .withMessage(
            "the body of the request was in an unknown format - accepted media types include:"
                + " application/json-patch+json, application/merge-patch+json,"
                + " application/apply-patch+yaml");
  }

  private Answer patch(String patch) {
    return api.strategicPatch(deployments() + "/a", patch).is(200);
  }

  private static String containers() {
    return "/spec/template/spec/containers";
  }
}
