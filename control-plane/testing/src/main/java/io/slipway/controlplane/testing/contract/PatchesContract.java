// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** JSON patches and merge patches. */
abstract class PatchesContract extends ContractPart {
  PatchesContract(ApiTarget target) {
    super(target);
  }

  /** Operations are done in order. */
  @Test
  void aJsonPatchIsAListOfOperations() {
    configMap("a", "k", "v");

    Answer patched =
        api.jsonPatch(
            core("configmaps/a"),
            """
            [{op: 'test', path: '/data/k', value: 'v'},
             {op: 'replace', path: '/data/k', value: 'w'},
             {op: 'copy', from: '/data/k', path: '/data/copy'},
             {op: 'add', path: '/data/slash~1key', value: 'x'},
             {op: 'move', from: '/data/k', path: '/data/moved'}]
            """);

    // a key with a slash is no valid key: it shows that ~1 was understood
    patched.isFailure(422, "Invalid").withMessageContaining("data[slash/key]");
    Answer done =
        api.jsonPatch(
                core("configmaps/a"),
                """
                [{op: 'copy', from: '/data/k', path: '/data/copy'},
                 {op: 'move', from: '/data/k', path: '/data/moved'}]
                """)
            .is(200);
    assertThat(done.at("/data")).isEqualTo(Json.of("{copy: 'v', moved: 'v'}"));
  }

  /** test is how clients say: only if it is still so. */
  @Test
  void aJsonPatchWhoseTestFailsDoesNothing() {
    configMap("a", "k", "v");

    api.jsonPatch(
            core("configmaps/a"),
            "[{op: 'replace', path: '/data/k', value: 'w'},"
                + " {op: 'test', path: '/data/k', value: 'v'}]")
        .isFailure(422, "Invalid")
        .withMessage("the server rejected our request due to an error in our request");
    assertThat(api.get(core("configmaps/a")).text("/data/k")).isEqualTo("v");
  }

  /** What is not there cannot be removed. */
  @Test
  void aJsonPatchNeedsItsPaths() {
    configMap("a", "k", "v");

    api.jsonPatch(core("configmaps/a"), "[{op: 'remove', path: '/data/none'}]")
        .isFailure(422, "Invalid")
        .withMessage("the server rejected our request due to an error in our request");
  }

  /** A patch that is no patch is the client's mistake. */
  @Test
  void aJsonPatchIsAnArray() {
    configMap("a", "k", "v");

    api.jsonPatch(core("configmaps/a"), "{data: {k: 'w'}}").isFailure(400, "BadRequest");
  }

  /** null removes, objects are merged, lists are replaced. */
  @Test
  void aMergePatchMergesObjectsOnly() {
    Widgets widgets = Widgets.full(api);
    widgets
        .create(api, namespace, "a", "{size: 1, code: 'abc', tags: ['a', 'b'], free: {x: {y: 1}}}")
        .is(201);

    Answer patched =
        api.mergePatch(
                widgets.in(namespace) + "/a",
                "{spec: {code: null, tags: ['c'], free: {x: {z: 2}}}}")
            .is(200);

    assertThat(patched.at("/spec"))
        .isEqualTo(Json.of("{size: 1, color: 'red', tags: ['c'], free: {x: {y: 1, z: 2}}}"));
  }

  /** An empty patch changes nothing, not even the version. */
  @Test
  void aPatchWithoutChangeKeepsTheResourceVersion() {
    Answer created = configMap("a", "k", "v");

    assertThat(api.mergePatch(core("configmaps/a"), "{}").is(200).resourceVersion())
        .isEqualTo(created.resourceVersion());
    assertThat(api.mergePatch(core("configmaps/a"), "{data: {k: 'v'}}").is(200).resourceVersion())
        .isEqualTo(created.resourceVersion());
  }

  /** A patch with a version holds for that version only. */
  @Test
  void aPatchOfAnOlderStateConflicts() {
    Answer created = configMap("a", "k", "v");
    api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200);

    api.mergePatch(
            core("configmaps/a"),
            "{metadata: {resourceVersion: '%s'}, data: {k: 'x'}}"
                .formatted(created.resourceVersion()))
        .isFailure(409, "Conflict")
        .withMessageContaining("the object has been modified");
  }

  /** Names are for ever. */
  @Test
  void aPatchCannotRename() {
    configMap("a", "k", "v");

    api.mergePatch(core("configmaps/a"), "{metadata: {name: 'b'}}")
        .isFailure(400, "BadRequest")
        .withMessage("the name of the object (b) does not match the name on the URL (a)");
  }

  /** Only apply makes what is not there. */
  @Test
  void aPatchNeedsAnObject() {
    api.mergePatch(core("configmaps/none"), "{data: {k: 'v'}}").isFailure(404, "NotFound");
  }

  /** The type of a patch is its content type. */
  @Test
  void anUnknownTypeOfPatchIsRefused() {
    configMap("a", "k", "v");

    api.raw("PATCH", core("configmaps/a"), "application/json", "{}")
        .isFailure(415, "UnsupportedMediaType");
  }

  /** What a patch makes of an object is checked like what is sent in full. */
  @Test
  void thePatchedObjectIsChecked() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    api.mergePatch(widgets.in(namespace) + "/a", "{spec: {size: 0}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.size: Invalid value: 0: spec.size in body should be greater"
                + " than or equal to 1");
  }
}
