// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How objects go. */
abstract class DeletionContract extends ContractPart {
  DeletionContract(ApiTarget target) {
    super(target);
  }

  /** The answer tells which object went: its uid. */
  @Test
  void aDeletionAnswersWithWhatWent() {
    Answer created = configMap("a", "k", "v");

    Answer deleted = api.delete(core("configmaps/a")).is(200);

    assertThat(deleted.text("/kind")).isEqualTo("Status");
    assertThat(deleted.text("/status")).isEqualTo("Success");
    assertThat(deleted.at("/details"))
        .isEqualTo(Json.of("{name: 'a', kind: 'configmaps', uid: '%s'}".formatted(created.uid())));
    api.get(core("configmaps/a")).isFailure(404, "NotFound");
  }

  /** Deleting twice is the caller's affair. */
  @Test
  void whatIsNotThereCannotBeDeleted() {
    api.delete(core("configmaps/none")).isFailure(404, "NotFound");
  }

  /** A controller deletes the Pod that it knew, not its successor of the same name. */
  @Test
  void aDeletionMayBeForOneUidOnly() {
    Answer created = configMap("a", "k", "v");

    api.delete(core("configmaps/a"), "{preconditions: {uid: 'other'}}").isFailure(409, "Conflict");
    api.get(core("configmaps/a")).is(200);

    api.delete(core("configmaps/a"), "{preconditions: {uid: '%s'}}".formatted(created.uid()))
        .is(200);
    api.get(core("configmaps/a")).isFailure(404, "NotFound");
  }

  /** Or only for the state that the caller has seen. */
  @Test
  void aDeletionMayBeForOneVersionOnly() {
    Answer created = configMap("a", "k", "v");
    api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200);

    api.delete(
            core("configmaps/a"),
            "{preconditions: {resourceVersion: '%s'}}".formatted(created.resourceVersion()))
        .isFailure(409, "Conflict")
        .withMessageContaining(
            "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the"
                + " precondition (",
            ") does not match the ResourceVersion in record (");
  }

  /** Whoever put the finalizer there gets to clean up first. */
  @Test
  void anObjectWithAFinalizerStaysUntilThatIsRemoved() {
    held("a");

    Answer deleted = api.delete(core("configmaps/a")).is(200);

    assertThat(deleted.text("/kind")).isEqualTo("ConfigMap");
    assertThat(deleted.text("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(deleted.at("/metadata/deletionGracePeriodSeconds").asInt(-1)).isZero();
    api.get(core("configmaps/a")).is(200);
    api.mergePatch(core("configmaps/a"), "{metadata: {finalizers: null}}").is(200);
    api.get(core("configmaps/a")).isFailure(404, "NotFound");
  }

  /** A second deletion does not start the clock again. */
  @Test
  void theTimeOfDeletionIsThatOfTheFirst() {
    held("a");
    Answer first = api.delete(core("configmaps/a")).is(200);

    Answer second = api.delete(core("configmaps/a")).is(200);

    assertThat(second.text("/metadata/deletionTimestamp"))
        .isEqualTo(first.text("/metadata/deletionTimestamp"));
    assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    letGo("a");
  }

  /** Nobody can keep an object that is on its way out. */
  @Test
  void noFinalizerJoinsDuringADeletion() {
    held("a");
    api.delete(core("configmaps/a")).is(200);

    api.mergePatch(
            core("configmaps/a"),
            "{metadata: {finalizers: ['test.slipway.io/hold', 'test.slipway.io/more']}}")
        .isFailure(422, "Invalid")
        .withMessage(
            "ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be"
                + " added if the object is being deleted, found new finalizers"
                + " []string{\"test.slipway.io/more\"}");
    letGo("a");
  }

  /** A deletion cannot be taken back. */
  @Test
  void theTimeOfDeletionCannotBeRemoved() {
    held("a");
    String time = api.delete(core("configmaps/a")).text("/metadata/deletionTimestamp");

    api.mergePatch(core("configmaps/a"), "{metadata: {deletionTimestamp: null}}").is(200);

    assertThat(api.get(core("configmaps/a")).text("/metadata/deletionTimestamp")).isEqualTo(time);
    letGo("a");
  }

  /** The rest of it may still change: that is how cleaning up is reported. */
  @Test
  void anObjectThatGoesCanStillBeChanged() {
    held("a");
    api.delete(core("configmaps/a")).is(200);

    assertThat(api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200).text("/data/k"))
        .isEqualTo("w");
    letGo("a");
  }

  /** Foreground: the object waits for its dependents, which a finalizer says. */
  @Test
  void theForegroundPolicyLeavesAFinalizer() {
    held("a");

    Answer deleted = api.delete(core("configmaps/a"), "{propagationPolicy: 'Foreground'}").is(200);

    assertThat(deleted.at("/metadata/finalizers").toString())
        .contains("test.slipway.io/hold", "foregroundDeletion");
    letGo("a");
  }

  /** Orphan: the dependents are cut loose first. */
  @Test
  void theOrphanPolicyLeavesAFinalizer() {
    held("a");

    Answer deleted = api.delete(core("configmaps/a") + "?propagationPolicy=Orphan").is(200);

    assertThat(deleted.at("/metadata/finalizers").toString()).contains("orphan");
    letGo("a");
  }

  /** A policy that nobody knows would be the wrong one. */
  @Test
  void anUnknownPolicyIsRefused() {
    configMap("a", "k", "v");

    api.delete(core("configmaps/a"), "{propagationPolicy: 'Sideways'}")
        .isFailure(422, "Invalid")
        .withMessageContaining("propagationPolicy: Unsupported value: \"Sideways\"");
    api.get(core("configmaps/a")).is(200);
  }

  /** Options of another type must not be passed over: a dry run would really delete. */
  @Test
  void optionsOfAnotherTypeAreRefused() {
    configMap("a", "k", "v");

    api.delete(core("configmaps/a"), "{dryRun: 'All'}").isFailure(400, "BadRequest");
    api.get(core("configmaps/a")).is(200);
  }

  /** A Pod on a node is given time to end. */
  @Test
  void aPodOnANodeEndsGracefully() {
    podOnNode("a");

    Answer deleted = api.delete(core("pods/a")).is(200);

    assertThat(deleted.text("/kind")).isEqualTo("Pod");
    assertThat(deleted.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(30);
    assertThat(deleted.text("/metadata/deletionTimestamp")).isNotEmpty();
    api.get(core("pods/a")).is(200);
  }

  /** Less time than first said is possible, down to none. */
  @Test
  void theGraceOfAPodCanBeShortened() {
    podOnNode("a");
    api.delete(core("pods/a")).is(200);

    Answer shorter = api.delete(core("pods/a") + "?gracePeriodSeconds=5").is(200);
    assertThat(shorter.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(5);

    api.delete(core("pods/a"), "{gracePeriodSeconds: 0}").is(200);
    api.get(core("pods/a")).isFailure(404, "NotFound");
  }

  /** Where nothing runs yet there is nothing to wait for. */
  @Test
  void aPodWithoutANodeGoesAtOnce() {
    api.post(
            core("pods"),
            """
            {metadata: {name: 'a'}, spec: {schedulerName: 'nobody',
             containers: [{name: 'm', image: 'i'}]}}
            """)
        .is(201);

    api.delete(core("pods/a")).is(200);

    api.get(core("pods/a")).isFailure(404, "NotFound");
  }

  /** Of a collection goes what the selector selects. */
  @Test
  void aCollectionIsDeletedBySelector() {
    labelled("a", "{app: 'x'}");
    labelled("b", "{app: 'y'}");
    labelled("c", "{app: 'x'}");

    Answer deleted = api.delete(core("configmaps") + "?labelSelector=app%3Dx").is(200);

    assertThat(deleted.text("/kind")).isEqualTo("ConfigMapList");
    assertThat(deleted.names()).containsExactly("a", "c");
    assertThat(api.get(core("configmaps")).names()).containsExactly("b");
  }

  /** Or by name. */
  @Test
  void aCollectionIsDeletedByField() {
    labelled("a", "{}");
    labelled("b", "{}");

    api.delete(core("configmaps") + "?fieldSelector=metadata.name%3Da").is(200);

    assertThat(api.get(core("configmaps")).names()).containsExactly("b");
  }

  /** One that is held stays, marked; the others go. */
  @Test
  void finalizersHoldInACollectionToo() {
    held("a");
    configMap("b", "k", "v");

    api.delete(core("configmaps")).is(200);

    Answer left = api.get(core("configmaps")).is(200);
    assertThat(left.names()).containsExactly("a");
    assertThat(left.text("/items/0/metadata/deletionTimestamp")).isNotEmpty();
    letGo("a");
  }

  private void held(String name) {
    api.post(
            core("configmaps"),
            "{metadata: {name: '%s', finalizers: ['test.slipway.io/hold']}}".formatted(name))
        .is(201);
  }

  private void letGo(String name) {
    api.mergePatch(core("configmaps/" + name), "{metadata: {finalizers: null}}").is(200);
  }

  private void podOnNode(String name) {
    api.post(
            core("pods"),
            """
            {metadata: {name: '%s'}, spec: {nodeName: 'elsewhere',
             containers: [{name: 'm', image: 'i'}]}}
            """
                .formatted(name))
        .is(201);
  }

  /** Some namespaces are always there. */
  @Test
  void theFirstNamespacesStay() {
    api.delete("/api/v1/namespaces/default")
        .isFailure(403, "Forbidden")
        .withMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    api.delete("/api/v1/namespaces/kube-system").isFailure(403, "Forbidden");
  }
}
