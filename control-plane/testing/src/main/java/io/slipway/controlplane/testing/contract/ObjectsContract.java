// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Create, read and update. */
abstract class ObjectsContract extends ContractPart {
  ObjectsContract(ApiTarget target) {
    super(target);
  }

  /** Clients keep what the server adds: identity, time and version. */
  @Test
  void aCreatedObjectComesBackWithWhatTheServerSets() {
    Answer created = configMap("a", "k", "v");

    assertThat(created.text("/kind")).isEqualTo("ConfigMap");
    assertThat(created.text("/apiVersion")).isEqualTo("v1");
    assertThat(created.text("/metadata/namespace")).isEqualTo(namespace);
    assertThat(created.uid()).hasSize(36);
    assertThat(created.resourceVersion()).matches("[1-9][0-9]*");
    assertThat(created.text("/metadata/creationTimestamp"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(created.text("/data/k")).isEqualTo("v");
  }

  /** What was answered to the write is what a read brings. */
  @Test
  void aCreatedObjectIsReadAsItWasAnswered() {
    Answer created = configMap("a", "k", "v");

    assertThat(api.get(core("configmaps/a")).is(200).json()).isEqualTo(created.json());
  }

  /** Controllers treat this one as success: it must be told apart. */
  @Test
  void aNameIsTakenOnlyOnce() {
    configMap("a", "k", "v");

    Answer again =
        api.post(core("configmaps"), "{metadata: {name: 'a'}}").isFailure(409, "AlreadyExists");

    again.withMessage("configmaps \"a\" already exists");
    assertThat(again.at("/details")).isEqualTo(Json.of("{name: 'a', kind: 'configmaps'}"));
  }

  /** The reason, not the text, is what client libraries look at. */
  @Test
  void anObjectThatIsNotThereIsNotFound() {
    Answer missing = api.get(core("configmaps/none")).isFailure(404, "NotFound");

    missing.withMessage("configmaps \"none\" not found");
    assertThat(missing.at("/details")).isEqualTo(Json.of("{name: 'none', kind: 'configmaps'}"));
  }

  /** Details name the group of resources that have one. */
  @Test
  void detailsNameTheGroup() {
    Answer missing = api.get(deployments() + "/none").isFailure(404, "NotFound");

    missing.withMessage("deployments.apps \"none\" not found");
    assertThat(missing.at("/details"))
        .isEqualTo(Json.of("{name: 'none', group: 'apps', kind: 'deployments'}"));
  }

  /** The same name may live in several namespaces. */
  @Test
  void namespacesKeepNamesApart() {
    String other = unique("other");
    api.post("/api/v1/namespaces", "{metadata: {name: '%s'}}".formatted(other)).is(201);
    configMap("a", "k", "v");

    api.get("/api/v1/namespaces/" + other + "/configmaps/a").isFailure(404, "NotFound");
  }

  /** An object cannot be put where nobody cleans up. */
  @Test
  void aNamespaceHasToExist() {
    api.post("/api/v1/namespaces/nowhere/configmaps", "{metadata: {name: 'a'}}")
        .isFailure(404, "NotFound")
        .withMessage("namespaces \"nowhere\" not found");
  }

  /** While a namespace goes, nothing new comes into it: its deletion would never end. */
  @Test
  void aNamespaceThatIsBeingDeletedTakesNothingNew() {
    api.post(
            core("configmaps"), "{metadata: {name: 'holds', finalizers: ['test.slipway.io/hold']}}")
        .is(201);
    api.delete("/api/v1/namespaces/" + namespace).is(200);
    assertThat(api.get("/api/v1/namespaces/" + namespace).text("/status/phase"))
        .isEqualTo("Terminating");

    Answer refused =
        api.post(core("configmaps"), "{metadata: {name: 'late'}}").isFailure(403, "Forbidden");

    refused.withMessage(
        "configmaps \"late\" is forbidden: unable to create new content in namespace "
            + namespace
            + " because it is being terminated");
    assertThat(refused.text("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
    api.mergePatch(core("configmaps/holds"), "{metadata: {finalizers: null}}").is(200);
  }

  /** A full replacement: what the body lacks is gone. */
  @Test
  void anUpdateReplacesTheObject() {
    Answer created = configMap("a", "k", "v");

    Answer updated =
        api.put(core("configmaps/a"), "{metadata: {name: 'a'}, data: {other: 'w'}}").is(200);

    assertThat(updated.at("/data")).isEqualTo(Json.of("{other: 'w'}"));
    assertThat(updated.uid()).isEqualTo(created.uid());
    assertThat(updated.resourceVersion()).isNotEqualTo(created.resourceVersion());
  }

  /**
   * Optimistic locking: who read an older state learns that, instead of undoing another's write.
   */
  @Test
  void anUpdateOfAnOlderStateConflicts() {
    ObjectNode stale = configMap("a", "k", "v").object();
    api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200);

    Answer refused = api.put(core("configmaps/a"), stale).isFailure(409, "Conflict");

    refused.withMessage(
        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
            + " please apply your changes to the latest version and try again");
    assertThat(api.get(core("configmaps/a")).text("/data/k")).isEqualTo("w");
  }

  /** An update without change must not wake up watchers: controllers would loop. */
  @Test
  void anUpdateThatChangesNothingKeepsTheResourceVersion() {
    Answer created = configMap("a", "k", "v");

    Answer updated = api.put(core("configmaps/a"), created.json()).is(200);

    assertThat(updated.resourceVersion()).isEqualTo(created.resourceVersion());
  }

  /** A name used again is another object: an update meant for the former must not hit it. */
  @Test
  void anUpdateForAnotherUidConflicts() {
    Answer created = configMap("a", "k", "v");
    String uid = "00000000-0000-4000-8000-000000000000";

    api.put(core("configmaps/a"), "{metadata: {name: 'a', uid: '%s'}}".formatted(uid))
        .isFailure(409, "Conflict")
        .withMessageContaining(
            "Operation cannot be fulfilled on configmaps \"a\": ",
            "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                .formatted(uid, created.uid()));
  }

  /** PUT is no way to create. */
  @Test
  void anUpdateNeedsAnObject() {
    api.put(core("configmaps/none"), "{metadata: {name: 'none'}}").isFailure(404, "NotFound");
  }

  /** The path says which object; a body that names another is a mistake. */
  @Test
  void anUpdateCannotRename() {
    configMap("a", "k", "v");

    api.put(core("configmaps/a"), "{metadata: {name: 'b'}}")
        .isFailure(400, "BadRequest")
        .withMessage("the name of the object (b) does not match the name on the URL (a)");
  }

  /** The same for namespaces. */
  @Test
  void aBodyCannotNameAnotherNamespace() {
    api.post(core("configmaps"), "{metadata: {name: 'a', namespace: 'other'}}")
        .isFailure(400, "BadRequest")
        .withMessage(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  /** A create that brings a version was meant to be an update. */
  @Test
  void aNewObjectHasNoResourceVersion() {
    api.post(core("configmaps"), "{metadata: {name: 'a', resourceVersion: '5'}}")
        .is(500)
        .withMessage("resourceVersion should not be set on objects to be created");
  }

  /** A manifest that was read elsewhere may still hold the identity of that object. */
  @Test
  void aSentUidAndTimeAreReplaced() {
    Answer created =
        api.post(
                core("configmaps"),
                """
                {metadata: {name: 'a', uid: 'mine', generation: 7,
                 creationTimestamp: '2001-01-01T00:00:00Z'}}
                """)
            .is(201);

    assertThat(created.uid()).hasSize(36);
    assertThat(created.text("/metadata/creationTimestamp")).doesNotStartWith("2001");
  }

  /** A resource without a namespace is reached without one. */
  @Test
  void clusterScopedObjectsHaveNoNamespace() {
    String name = unique("quick");
    Answer created =
        api.post(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{metadata: {name: '%s'}, value: 10}".formatted(name))
            .is(201);

    assertThat(created.has("/metadata/namespace")).isFalse();
    api.get("/apis/scheduling.k8s.io/v1/priorityclasses/" + name).is(200);
  }
}
