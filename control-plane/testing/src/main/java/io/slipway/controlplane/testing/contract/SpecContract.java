// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Generation, and the subresources status and scale. */
abstract class SpecContract extends ContractPart {
  SpecContract(ApiTarget target) {
    super(target);
  }

  /** status.observedGeneration is compared with it: it counts changes of what is wanted. */
  @Test
  void theGenerationCountsChangesOfTheSpec() {
    Widgets widgets = Widgets.full(api);

    Answer created = widgets.create(api, namespace, "a", "{size: 1}").is(201);
    Answer changed = api.mergePatch(widgets.in(namespace) + "/a", "{spec: {size: 2}}").is(200);

    assertThat(created.generation()).isEqualTo(1);
    assertThat(changed.generation()).isEqualTo(2);
  }

  /** A new label is nothing that a controller has to act on. */
  @Test
  void metadataDoNotCount() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer labelled =
        api.mergePatch(widgets.in(namespace) + "/a", "{metadata: {labels: {a: 'b'}}}").is(200);

    assertThat(labelled.generation()).isEqualTo(1);
  }

  /** Otherwise each report of a controller would call it again. */
  @Test
  void theStatusDoesNotCount() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer reported =
        api.mergePatch(widgets.in(namespace) + "/a/status", "{status: {phase: 'Up'}}").is(200);

    assertThat(reported.generation()).isEqualTo(1);
    assertThat(reported.text("/status/phase")).isEqualTo("Up");
  }

  /** The start of a deletion is a change to act on. */
  @Test
  void theStartOfADeletionCounts() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);
    String path = widgets.in(namespace) + "/a";
    api.mergePatch(path, "{metadata: {finalizers: ['test.slipway.io/hold']}}").is(200);

    assertThat(api.delete(path).is(200).generation()).isEqualTo(2);
    api.mergePatch(path, "{metadata: {finalizers: null}}").is(200);
  }

  /** A manifest with an old status, applied again, must not undo what was reported. */
  @Test
  void aWriteOfTheObjectLeavesTheStatusAlone() {
    Widgets widgets = Widgets.full(api);
    String path = widgets.in(namespace) + "/a";
    Answer created =
        api.post(
                widgets.in(namespace),
                """
                {apiVersion: '%s/v1', kind: 'Widget', metadata: {name: 'a'}, spec: {size: 1},
                 status: {phase: 'Sent'}}
                """
                    .formatted(widgets.group()))
            .is(201);
    assertThat(created.has("/status")).isFalse();
    api.mergePatch(path + "/status", "{status: {phase: 'Up'}}").is(200);

    Answer changed = api.mergePatch(path, "{spec: {size: 2}, status: {phase: 'Down'}}").is(200);

    assertThat(changed.text("/status/phase")).isEqualTo("Up");
    assertThat(changed.at("/spec/size").asInt()).isEqualTo(2);
  }

  /** A controller that reports cannot change what the user wants. */
  @Test
  void aWriteOfTheStatusLeavesTheRestAlone() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer reported =
        api.mergePatch(
                widgets.in(namespace) + "/a/status",
                "{metadata: {labels: {a: 'b'}}, spec: {size: 9}, status: {phase: 'Up'}}")
            .is(200);

    assertThat(reported.at("/spec/size").asInt()).isEqualTo(1);
    assertThat(reported.has("/metadata/labels")).isFalse();
    assertThat(reported.text("/status/phase")).isEqualTo("Up");
  }

  /** Built-in kinds do the same. */
  @Test
  void builtInKindsKeepThemApartToo() {
    deployment("a");

    Answer reported =
        api.mergePatch(
                deployments() + "/a/status",
                "{spec: {replicas: 5}, status: {observedGeneration: 1, replicas: 1}}")
            .is(200);
    Answer changed =
        api.mergePatch(deployments() + "/a", "{spec: {replicas: 3}, status: {replicas: 8}}")
            .is(200);

    assertThat(reported.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(changed.at("/status/replicas").asInt()).isEqualTo(1);
    assertThat(changed.at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(changed.generation()).isEqualTo(2);
  }

  /** A status write obeys versions like any other. */
  @Test
  void aStatusOfAnOlderStateConflicts() {
    Widgets widgets = Widgets.full(api);
    Answer created = widgets.create(api, namespace, "a", "{size: 1}").is(201);
    api.mergePatch(widgets.in(namespace) + "/a", "{spec: {size: 2}}").is(200);

    api.put(widgets.in(namespace) + "/a/status", created.json()).isFailure(409, "Conflict");
  }

  /** Where no status subresource was defined, status is a field like any other. */
  @Test
  void withoutASubresourceTheStatusIsAField() {
    Widgets widgets = Widgets.withSchema(api, Widgets.SCHEMA);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer changed =
        api.mergePatch(widgets.in(namespace) + "/a", "{status: {phase: 'Up'}}").is(200);

    assertThat(changed.text("/status/phase")).isEqualTo("Up");
    assertThat(changed.generation()).isEqualTo(2);
    api.get(widgets.in(namespace) + "/a/status").isFailure(404, "NotFound");
  }

  /** kubectl scale and autoscalers know nothing but this. */
  @Test
  void aDeploymentHasAScale() {
    Answer created = deployment("a");

    Answer scale = api.get(deployments() + "/a/scale").is(200);

    assertThat(scale.text("/kind")).isEqualTo("Scale");
    assertThat(scale.text("/apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(scale.uid()).isEqualTo(created.uid());
    assertThat(scale.resourceVersion()).isEqualTo(created.resourceVersion());
    assertThat(scale.at("/spec")).isEqualTo(Json.of("{replicas: 1}"));
    assertThat(scale.at("/status")).isEqualTo(Json.of("{replicas: 0, selector: 'app=a'}"));
  }

  /** A write of the scale is a write of the replicas. */
  @Test
  void aScaleIsWritten() {
    deployment("a");

    Answer scaled = api.mergePatch(deployments() + "/a/scale", "{spec: {replicas: 4}}").is(200);

    assertThat(scaled.text("/kind")).isEqualTo("Scale");
    assertThat(api.get(deployments() + "/a").at("/spec/replicas").asInt()).isEqualTo(4);
  }

  /** Less than nothing cannot run. */
  @Test
  void aScaleIsNotNegative() {
    deployment("a");

    api.mergePatch(deployments() + "/a/scale", "{spec: {replicas: -1}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.replicas: Invalid value: -1: must be greater than or equal to"
                + " 0");
  }

  /** Custom resources say where their replicas are. */
  @Test
  void aCustomResourceHasAScale() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1, replicas: 2}").is(201);
    String path = widgets.in(namespace) + "/a";
    api.mergePatch(path + "/status", "{status: {replicas: 1, selector: 'app=w'}}").is(200);

    Answer scale = api.get(path + "/scale").is(200);
    assertThat(scale.at("/spec")).isEqualTo(Json.of("{replicas: 2}"));
    assertThat(scale.at("/status")).isEqualTo(Json.of("{replicas: 1, selector: 'app=w'}"));

    api.mergePatch(path + "/scale", "{spec: {replicas: 5}}").is(200);
    Answer scaled = api.get(path).is(200);
    assertThat(scaled.at("/spec/replicas").asInt()).isEqualTo(5);
    assertThat(scaled.generation()).isEqualTo(2);
  }

  /** Client libraries send the kind of patch that they have for all built-in kinds. */
  @Test
  void theScaleTakesEachKindOfPatch() {
    deployment("a");
    String scale = deployments() + "/a/scale";

    api.strategicPatch(scale, "{spec: {replicas: 2}}").is(200);
    assertThat(api.get(scale).at("/spec/replicas").asInt()).isEqualTo(2);
    api.mergePatch(scale, "{spec: {replicas: 3}}").is(200);
    assertThat(api.get(scale).at("/spec/replicas").asInt()).isEqualTo(3);
    api.jsonPatch(scale, "[{op: 'replace', path: '/spec/replicas', value: 4}]").is(200);
    assertThat(api.get(scale).at("/spec/replicas").asInt()).isEqualTo(4);
  }
}
