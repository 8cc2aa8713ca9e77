// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Server-side apply: who owns which field. */
abstract class ApplyContract extends ContractPart {
  ApplyContract(ApiTarget target) {
    super(target);
  }

  /** Apply makes what is not there, and writes down who wants what. */
  @Test
  void applyCreates() {
    Answer created = api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(201);

    assertThat(created.text("/data/k")).isEqualTo("v");
    JsonNode entry = created.managed("one");
    assertThat(entry.path("operation").asText()).isEqualTo("Apply");
    assertThat(entry.path("apiVersion").asText()).isEqualTo("v1");
    assertThat(entry.path("fieldsType").asText()).isEqualTo("FieldsV1");
    assertThat(entry.path("fieldsV1")).isEqualTo(Json.of("{'f:data': {'f:k': {}}}"));
    assertThat(entry.path("time").asText()).endsWith("Z");
  }

  /** The same again: nothing happens, no watcher wakes. */
  @Test
  void applyOfTheSameKeepsTheResourceVersion() {
    Answer created = api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(201);

    Answer again = api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(200);

    assertThat(again.resourceVersion()).isEqualTo(created.resourceVersion());
  }

  /** Somebody has to own the fields. */
  @Test
  void applyNeedsAManager() {
    api.raw("PATCH", core("configmaps/a"), "application/apply-patch+yaml", of("{k: 'v'}"))
        .isFailure(422, "Invalid")
        .withMessage(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
  }

  /** What an applier no longer wants is removed. */
  @Test
  void aFieldThatIsLeftOutGoes() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v', l: 'w'}")).is(201);

    Answer applied = api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(200);

    assertThat(applied.at("/data")).isEqualTo(Json.of("{k: 'v'}"));
  }

  /** Unless somebody else wants it, too. */
  @Test
  void aSharedFieldStaysForItsOtherOwner() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v', l: 'w'}")).is(201);
    api.apply(core("configmaps/a"), "two", of("{l: 'w'}")).is(200);

    Answer applied = api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(200);

    assertThat(applied.at("/data")).isEqualTo(Json.of("{k: 'v', l: 'w'}"));
    assertThat(applied.managed("two").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'f:l': {}}}"));
  }

  /** Different fields have different owners without a word. */
  @Test
  void appliersOfDifferentFieldsDoNotMeet() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(201);

    Answer applied = api.apply(core("configmaps/a"), "two", of("{l: 'w'}")).is(200);

    assertThat(applied.at("/data")).isEqualTo(Json.of("{k: 'v', l: 'w'}"));
  }

  /** Another value for somebody's field: both learn of it. */
  @Test
  void anotherValueForSomebodysFieldConflicts() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v'}")).is(201);

    api.apply(core("configmaps/a"), "two", of("{k: 'w'}"))
        .isFailure(409, "Conflict")
        .withMessage("Apply failed with 1 conflict: conflict with \"one\": .data.k")
        .withCauses("FieldManagerConflict .data.k: conflict with \"one\"");
    assertThat(api.get(core("configmaps/a")).text("/data/k")).isEqualTo("v");
  }

  /** Several conflicts are listed by their managers. */
  @Test
  void severalConflictsAreListed() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v', l: 'v'}")).is(201);

    api.apply(core("configmaps/a"), "two", of("{k: 'w', l: 'w'}"))
        .isFailure(409, "Conflict")
        .withMessage(
            "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.k\n- .data.l");
  }

  /** Force takes the field over; the other manager owns it no longer. */
  @Test
  void forceTakesOver() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v', l: 'v'}")).is(201);

    Answer applied = api.apply(core("configmaps/a") + "?force=true", "two", of("{k: 'w'}")).is(200);

    assertThat(applied.text("/data/k")).isEqualTo("w");
    assertThat(applied.managed("one").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'f:l': {}}}"));
    assertThat(applied.managed("two").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'f:k': {}}}"));
  }

  /** Ordinary writes own fields as well. */
  @Test
  void writersOwnWhatTheyChange() {
    Answer created =
        api.post(
                core("configmaps") + "?fieldManager=editor",
                "{metadata: {name: 'a'}, data: {k: 'v'}}")
            .is(201);

    assertThat(created.managed("editor").path("operation").asText()).isEqualTo("Update");
    assertThat(created.managed("editor").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'.': {}, 'f:k': {}}}"));
    api.apply(core("configmaps/a"), "one", of("{k: 'w'}"))
        .isFailure(409, "Conflict")
        .withMessageContaining(
            "Apply failed with 1 conflict: conflict with \"editor\" using v1", ".data.k");
  }

  /** Whoever says nothing is known by the name of its program. */
  @Test
  void theManagerIsTheUserAgentOtherwise() {
    Answer created =
        api.with("User-Agent", "tool/v1 (linux)")
            .post(core("configmaps"), "{metadata: {name: 'a'}, data: {k: 'v'}}")
            .is(201);

    assertThat(created.managed("tool").path("operation").asText()).isEqualTo("Update");
  }

  /** An update takes a field away from its applier. */
  @Test
  void anUpdateTakesFieldsOver() {
    api.apply(core("configmaps/a"), "one", of("{k: 'v', l: 'v'}")).is(201);

    Answer updated =
        api.mergePatch(core("configmaps/a") + "?fieldManager=editor", "{data: {k: 'w'}}").is(200);

    assertThat(updated.managed("one").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'f:l': {}}}"));
    assertThat(updated.managed("editor").path("fieldsV1"))
        .isEqualTo(Json.of("{'f:data': {'f:k': {}}}"));
  }

  /** Elements of lists are owned one by one, by their keys. */
  @Test
  void elementsOfListsAreOwned() {
    deployment("a");

    Answer applied =
        api.apply(
                deployments() + "/a",
                "one",
                """
                {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'a'}, spec: {
                 template: {spec: {containers: [{name: 'main', env: [{name: 'B', value: '2'}]}]}}}}
                """)
            .is(200);

    assertThat(applied.at("/spec/template/spec/containers/0/env")).hasSize(2);
    assertThat(
            applied
                .managed("one")
                .at("/fieldsV1/f:spec/f:template/f:spec/f:containers/k:{\"name\":\"main\"}/f:env")
                .toString())
        .isEqualTo("{\"k:{\\\"name\\\":\\\"B\\\"}\":{\".\":{},\"f:name\":{},\"f:value\":{}}}");
  }

  /** Custom resources say in their schemas how lists merge. */
  @Test
  void listsOfCustomResourcesMergeAsTheirSchemaSays() {
    Widgets widgets = Widgets.full(api);
    String path = widgets.in(namespace) + "/a";
    api.apply(path, "one", widgets.object("a", "{tags: ['x'], parts: [{name: 'p', value: '1'}]}"))
        .is(201);

    Answer applied =
        api.apply(
                path, "two", widgets.object("a", "{tags: ['y'], parts: [{name: 'q', value: '2'}]}"))
            .is(200);

    assertThat(applied.at("/spec/tags")).hasSize(2);
    assertThat(applied.at("/spec/parts")).hasSize(2);
    assertThat(applied.managed("two").at("/fieldsV1/f:spec/f:tags"))
        .isEqualTo(Json.of("{'v:\\\"y\\\"': {}}"));
  }

  /** Status and spec of one object may have the same manager twice. */
  @Test
  void aSubresourceHasAnEntryOfItsOwn() {
    Widgets widgets = Widgets.full(api);
    String path = widgets.in(namespace) + "/a";
    api.apply(path, "one", widgets.object("a", "{size: 1}")).is(201);

    Answer applied =
        api.apply(
                path + "/status",
                "one",
                "{apiVersion: '%s/v1', kind: 'Widget', metadata: {name: 'a'}, status: {phase: 'Up'}}"
                    .formatted(widgets.group()))
            .is(200);

    assertThat(applied.text("/status/phase")).isEqualTo("Up");
    assertThat(applied.at("/spec/size").asInt()).isEqualTo(1);
    assertThat(applied.at("/metadata/managedFields")).hasSize(2);
    assertThat(applied.at("/metadata/managedFields").toString())
        .contains("\"subresource\":\"status\"");
  }

  /** What was read back cannot be applied as it is. */
  @Test
  void managedFieldsAreNotApplied() {
    api.apply(
            core("configmaps/a"),
            "one",
            """
            {apiVersion: 'v1', kind: 'ConfigMap',
             metadata: {name: 'a', managedFields: [{manager: 'x', operation: 'Apply',
              apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {}}]}}
            """)
        .isFailure(400, "BadRequest")
        .withMessageContaining("metadata.managedFields must be nil");
  }

  /** An applied document says what it is. */
  @Test
  void anAppliedDocumentHasAKind() {
    api.apply(core("configmaps/a"), "one", "{metadata: {name: 'a'}, data: {k: 'v'}}")
        .isFailure(400, "BadRequest");
  }

  /** A field that the kind does not have has no owner either. */
  @Test
  void anUnknownFieldIsNotApplied() {
    Answer refused =
        api.apply(
            core("configmaps/a"),
            "one",
            "{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}, datta: {k: 'v'}}");

    assertThat(refused.message()).contains(".datta: field not declared in schema");
  }

  /** kubectl sends YAML. */
  @Test
  void applyReadsYaml() {
    Answer applied =
        api.raw(
                "PATCH",
                core("configmaps/a") + "?fieldManager=one",
                "application/apply-patch+yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n")
            .is(201);

    assertThat(applied.text("/data/k")).isEqualTo("v");
  }

  private static String of(String data) {
    return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"},"
        + " \"data\": "
        + Json.of(data)
        + "}";
  }
}
