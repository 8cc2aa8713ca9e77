// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** fieldValidation and dryRun. */
abstract class StrictnessContract extends ContractPart {
  private static final String TYPO = "{metadata: {name: 'a'}, datta: {k: 'v'}}";

  StrictnessContract(ApiTarget target) {
    super(target);
  }

  /** kubectl asks for Strict: a typing error is no setting that is silently not there. */
  @Test
  void strictRefusesUnknownFields() {
    api.post(core("configmaps") + "?fieldValidation=Strict", TYPO)
        .isFailure(400, "BadRequest")
        .withMessageContaining("strict decoding error: unknown field \"datta\"");
    api.get(core("configmaps/a")).isFailure(404, "NotFound");
  }

  /** Without a word clients are warned, in the form that they print. */
  @Test
  void unknownFieldsAreWarnedOf() {
    Answer created = api.post(core("configmaps"), TYPO).is(201);

    assertThat(created.warnings()).containsExactly("299 - \"unknown field \\\"datta\\\"\"");
    assertThat(created.has("/datta")).isFalse();
  }

  /** Ignore is ignore. */
  @Test
  void unknownFieldsCanBeIgnored() {
    Answer created = api.post(core("configmaps") + "?fieldValidation=Ignore", TYPO).is(201);

    assertThat(created.warnings()).isEmpty();
  }

  /** Any other word is a mistake. */
  @Test
  void thereAreThreeWaysToValidate() {
    api.post(core("configmaps") + "?fieldValidation=Maybe", TYPO)
        .isFailure(422, "Invalid")
        .withMessageContaining("fieldValidation: Unsupported value: \"Maybe\"");
  }

  /** The path leads to the field, through lists. */
  @Test
  void theWholePathIsNamed() {
    api.post(
            core("pods") + "?fieldValidation=Strict",
            """
            {metadata: {name: 'a'}, spec: {
             containers: [{name: 'm', image: 'i', imagePolicy: 'Never'}]}}
            """)
        .isFailure(400, "BadRequest")
        .withMessageContaining("unknown field \"spec.containers[0].imagePolicy\"");
  }

  /** Of two values one would silently win. */
  @Test
  void strictRefusesFieldsThatComeTwice() {
    String twice = "{\"metadata\": {\"name\": \"a\"}, \"data\": {\"k\": \"v\"}, \"data\": {}}";

    api.raw("POST", core("configmaps") + "?fieldValidation=Strict", "application/json", twice)
        .isFailure(400, "BadRequest")
        .withMessageContaining("duplicate field \"data\"");
    assertThat(api.raw("POST", core("configmaps"), "application/json", twice).is(201).warnings())
        .containsExactly("299 - \"duplicate field \\\"data\\\"\"");
  }

  /** The same for custom resources. */
  @Test
  void customResourcesAreStrictToo() {
    Widgets widgets = Widgets.full(api);
    String body = widgets.object("a", "{size: 1, colour: 'red', parts: [{name: 'p', val: '1'}]}");

    api.post(widgets.in(namespace) + "?fieldValidation=Strict", body)
        .isFailure(400, "BadRequest")
        .withMessageContaining(
            "strict decoding error: unknown field \"spec.colour\", unknown field"
                + " \"spec.parts[0].val\"");
    Answer created = api.post(widgets.in(namespace), body).is(201);
    assertThat(created.warnings())
        .containsExactly(
            "299 - \"unknown field \\\"spec.colour\\\"\"",
            "299 - \"unknown field \\\"spec.parts[0].val\\\"\"");
    assertThat(created.at("/spec"))
        .isEqualTo(Json.of("{size: 1, color: 'red', parts: [{name: 'p'}]}"));
  }

  /** Patches are read as strictly. */
  @Test
  void patchesAreStrictToo() {
    configMap("a", "k", "v");

    api.mergePatch(core("configmaps/a") + "?fieldValidation=Strict", "{datta: {k: 'w'}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("strict decoding error: unknown field \"datta\"");
    assertThat(api.mergePatch(core("configmaps/a"), "{datta: {k: 'w'}}").is(200).warnings())
        .containsExactly("299 - \"unknown field \\\"datta\\\"\"");
  }

  /** A dry run tells what would be, and leaves nothing. */
  @Test
  void aDryRunCreatesNothing() {
    Answer created =
        api.post(
                core("configmaps") + "?dryRun=All",
                "{metadata: {generateName: 'a-'}, data: {k: 'v'}}")
            .is(201);

    assertThat(created.uid()).isNotEmpty();
    assertThat(created.name()).startsWith("a-");
    assertThat(api.get(core("configmaps")).names()).isEmpty();
  }

  /** It is checked like the real thing. */
  @Test
  void aDryRunIsChecked() {
    configMap("a", "k", "v");

    api.post(core("configmaps") + "?dryRun=All", "{metadata: {name: 'a'}}")
        .isFailure(409, "AlreadyExists");
    api.post(core("configmaps") + "?dryRun=All", "{metadata: {name: 'B'}}")
        .isFailure(422, "Invalid");
  }

  /** Updates, patches and applies. */
  @Test
  void aDryRunChangesNothing() {
    Answer created = configMap("a", "k", "v");

    Answer updated =
        api.put(core("configmaps/a") + "?dryRun=All", "{metadata: {name: 'a'}, data: {k: 'w'}}")
            .is(200);
    Answer patched =
        api.mergePatch(core("configmaps/a") + "?dryRun=All", "{data: {k: 'w'}}").is(200);
    api.apply(
            core("configmaps/b") + "?dryRun=All",
            "one",
            "{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'b'}}")
        .is(201);

    assertThat(updated.text("/data/k")).isEqualTo("w");
    assertThat(patched.text("/data/k")).isEqualTo("w");
    Answer list = api.get(core("configmaps")).is(200);
    assertThat(list.names()).containsExactly("a");
    assertThat(list.text("/items/0/metadata/resourceVersion")).isEqualTo(created.resourceVersion());
  }

  /** Deletions, in the query or in the body. */
  @Test
  void aDryRunDeletesNothing() {
    configMap("a", "k", "v");

    api.delete(core("configmaps/a") + "?dryRun=All").is(200);
    api.delete(core("configmaps/a"), "{dryRun: ['All']}").is(200);
    api.delete(core("configmaps") + "?dryRun=All").is(200);

    api.get(core("configmaps/a")).is(200);
  }

  /** An unknown kind of dry run must not be a real one. */
  @Test
  void anUnknownDryRunIsRefused() {
    api.post(core("configmaps") + "?dryRun=Some", "{metadata: {name: 'a'}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"");
  }
}
