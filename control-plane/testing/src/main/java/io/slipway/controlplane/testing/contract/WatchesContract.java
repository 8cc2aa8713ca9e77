// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Watches: how controllers learn of changes. */
abstract class WatchesContract extends ContractPart {
  WatchesContract(ApiTarget target) {
    super(target);
  }

  /** List, then watch from there: nothing is missed, nothing comes twice. */
  @Test
  void aWatchGoesOnWhereTheListEnded() {
    configMap("old", "k", "v");

    try (Events events = watchFromNow("")) {
      configMap("a", "k", "v");
      api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200);
      Answer deleted = api.delete(core("configmaps/old")).is(200);

      assertThat(events.next("ADDED", "a").at("/data/k").asText()).isEqualTo("v");
      assertThat(events.next("MODIFIED", "a").at("/data/k").asText()).isEqualTo("w");
      assertThat(events.next("DELETED", "old").at("/metadata/uid").asText())
          .isEqualTo(deleted.text("/details/uid"));
    }
  }

  /** Objects in events are whole: kind and version too. */
  @Test
  void anEventHoldsTheWholeObject() {
    try (Events events = watchFromNow("")) {
      Answer created = configMap("a", "k", "v");

      assertThat(events.next("ADDED", "a")).isEqualTo(created.json());
    }
  }

  /**
   * The last state of a deleted object carries the version of its deletion: a resume goes on there.
   */
  @Test
  void aDeletionHasAVersionOfItsOwn() {
    Answer created = configMap("a", "k", "v");

    try (Events events = watchFromNow("")) {
      api.delete(core("configmaps/a")).is(200);

      assertThat(events.next("DELETED", "a").at("/metadata/resourceVersion").asLong())
          .isGreaterThan(Long.parseLong(created.resourceVersion()));
    }
  }

  /** After a broken connection the watch is resumed from the last event. */
  @Test
  void aWatchIsResumedFromAnEvent() {
    String version;
    try (Events events = watchFromNow("")) {
      configMap("a", "k", "v");
      configMap("b", "k", "v");
      version = events.next("ADDED", "a").at("/metadata/resourceVersion").asText();
    }

    try (Events events = api.watch(core("configmaps") + "?resourceVersion=" + version)) {
      events.next("ADDED", "b");
    }
  }

  /** Without a version it starts with what is there. */
  @Test
  void aWatchWithoutAVersionStartsWithTheState() {
    configMap("a", "k", "v");
    configMap("b", "k", "v");

    try (Events events = api.watch(core("configmaps"))) {
      events.next("ADDED", "a");
      events.next("ADDED", "b");
      configMap("c", "k", "v");
      events.next("ADDED", "c");
    }
  }

  /** Informers of newer clients list by watching; a bookmark says when the state is complete. */
  @Test
  void theStateMayBeStreamed() {
    configMap("a", "k", "v");
    configMap("b", "k", "v");
    String options =
        "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

    try (Events events = api.watch(core("configmaps") + options)) {
      events.next("ADDED", "a");
      events.next("ADDED", "b");
      JsonNode bookmark = events.nextOf("BOOKMARK");
      assertThat(bookmark.at("/metadata/annotations"))
          .isEqualTo(Json.of("{'k8s.io/initial-events-end': 'true'}"));
      assertThat(bookmark.at("/metadata/resourceVersion").asLong()).isPositive();
      assertThat(bookmark.path("kind").asText()).isEqualTo("ConfigMap");
      configMap("c", "k", "v");
      events.next("ADDED", "c");
    }
  }

  /** Which state is meant has to be said. */
  @Test
  void aStreamedStateNeedsAMatch() {
    api.get(core("configmaps") + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "resourceVersionMatch: Forbidden: sendInitialEvents requires setting"
                + " resourceVersionMatch to NotOlderThan");
  }

  /** To a selecting watcher an object that no longer matches is gone, and one that does is new. */
  @Test
  void selectorsTurnChangesIntoComingAndGoing() {
    labelled("a", "{app: 'x'}");

    try (Events events = watchFromNow("&labelSelector=app%3Dx")) {
      api.mergePatch(core("configmaps/a"), "{metadata: {labels: {app: 'y'}}}").is(200);
      events.next("DELETED", "a");
      api.mergePatch(core("configmaps/a"), "{data: {k: 'unseen'}}").is(200);
      api.mergePatch(core("configmaps/a"), "{metadata: {labels: {app: 'x'}}}").is(200);
      assertThat(events.next("ADDED", "a").at("/data/k").asText()).isEqualTo("unseen");
    }
  }

  /** kubectl wait and kubectl get NAME -w. */
  @Test
  void oneObjectIsWatchedByItsName() {
    configMap("a", "k", "v");
    configMap("b", "k", "v");

    try (Events events = watchFromNow("&fieldSelector=metadata.name%3Db")) {
      api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}").is(200);
      api.mergePatch(core("configmaps/b"), "{data: {k: 'w'}}").is(200);

      events.next("MODIFIED", "b");
    }
  }

  /** A namespace's watcher sees that namespace only. */
  @Test
  void aWatchIsOfItsNamespace() {
    String other = unique("other");
    api.post("/api/v1/namespaces", "{metadata: {name: '%s'}}".formatted(other)).is(201);

    try (Events events = watchFromNow("")) {
      api.post("/api/v1/namespaces/" + other + "/configmaps", "{metadata: {name: 'a'}}").is(201);
      configMap("b", "k", "v");

      events.next("ADDED", "b");
    }
  }

  /** Held by a finalizer, the deletion is first a change, then the end. */
  @Test
  void aHeldDeletionIsSeenTwice() {
    api.post(core("configmaps"), "{metadata: {name: 'a', finalizers: ['test.slipway.io/hold']}}")
        .is(201);

    try (Events events = watchFromNow("")) {
      api.delete(core("configmaps/a")).is(200);
      api.mergePatch(core("configmaps/a"), "{metadata: {finalizers: null}}").is(200);

      assertThat(events.next("MODIFIED", "a").at("/metadata/deletionTimestamp").asText())
          .isNotEmpty();
      events.next("DELETED", "a");
    }
  }

  /** Objects of a collection go one by one. */
  @Test
  void aDeletedCollectionIsSeenInFull() {
    configMap("a", "k", "v");
    configMap("b", "k", "v");

    try (Events events = watchFromNow("")) {
      api.delete(core("configmaps")).is(200);

      assertThat(
              new String[] {
                events.nextOf("DELETED").at("/metadata/name").asText(),
                events.nextOf("DELETED").at("/metadata/name").asText()
              })
          .containsExactlyInAnyOrder("a", "b");
    }
  }

  /** The server may end a watch at any time; clients ask it to, so that none lives for ever. */
  @Test
  void aWatchEndsAfterItsTime() {
    try (Events events = watchFromNow("&timeoutSeconds=1")) {
      events.end();
    }
  }

  /** What came after a forgotten version cannot be told: the client has to list again. */
  @Test
  void aForgottenVersionEndsTheWatch() {
    Widgets widgets = Widgets.full(api);
    Answer last = widgets.create(api, namespace, "a", "{size: 1}").is(201);
    target.compact(Long.parseLong(last.resourceVersion()));

    try (Events events = api.watch(widgets.in(namespace) + "?resourceVersion=1")) {
      JsonNode status = events.nextOf("ERROR");

      assertThat(status.path("kind").asText()).isEqualTo("Status");
      assertThat(status.path("code").asInt()).isEqualTo(410);
      assertThat(status.path("reason").asText()).isEqualTo("Expired");
      assertThat(status.path("message").asText()).startsWith("too old resource version: 1 (");
    }
  }

  /** A version has to be one. */
  @Test
  void aWatchFromNoVersionIsRefused() {
    Answer refused = api.get(core("configmaps") + "?watch=true&resourceVersion=abc");

    // by kube-apiserver as a fault of its own (500), by others as one of the client (400)
    assertThat(refused.response().status()).isIn(400, 500);
    assertThat(refused.message()).contains("Invalid value: \"abc\"");
  }

  /** Custom resources are watched like any other. */
  @Test
  void customResourcesAreWatched() {
    Widgets widgets = Widgets.full(api);
    String path = widgets.in(namespace);
    String version = api.get(path).resourceVersion();

    try (Events events = api.watch(path + "?resourceVersion=" + version)) {
      widgets.create(api, namespace, "a", "{size: 1}").is(201);
      api.mergePatch(path + "/a/status", "{status: {phase: 'Up'}}").is(200);

      assertThat(events.next("ADDED", "a").path("kind").asText()).isEqualTo("Widget");
      assertThat(events.next("MODIFIED", "a").at("/status/phase").asText()).isEqualTo("Up");
    }
  }

  /** kubectl get -w prints rows; the columns come once. */
  @Test
  void aWatchMayBeOfRows() {
    String version = api.get(core("configmaps")).resourceVersion();
    Api tables = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");

    try (Events events = tables.watch(core("configmaps") + "?resourceVersion=" + version)) {
      configMap("a", "k", "v");
      configMap("b", "k", "v");

      JsonNode first = events.nextOf("ADDED");
      JsonNode second = events.nextOf("ADDED");
      assertThat(first.path("kind").asText()).isEqualTo("Table");
      assertThat(first.at("/columnDefinitions/0/name").asText()).isEqualTo("Name");
      assertThat(first.at("/rows/0/cells/0").asText()).isEqualTo("a");
      assertThat(second.path("columnDefinitions").size()).isZero();
      assertThat(second.at("/rows/0/cells/0").asText()).isEqualTo("b");
    }
  }

  private Events watchFromNow(String more) {
    String version = api.get(core("configmaps")).is(200).resourceVersion();
    return api.watch(core("configmaps") + "?resourceVersion=" + version + more);
  }
}
