// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from deletions. */
class GarbageTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode owner(String name) {
    return api.create(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  private ObjectNode dependent(String name, ObjectNode... owners) {
    List<String> references = new ArrayList<>();
    for (ObjectNode owner : owners) {
      references.add(reference(owner, true));
    }
    return api.create(MAPS, owned(name, references));
  }

  private static String owned(String name, List<String> references) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\",\"ownerReferences\":["
        + String.join(",", references)
        + "]}}";
  }

  private static String reference(ObjectNode owner, boolean holds) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":"
        + owner.at("/metadata/name")
        + ",\"uid\":"
        + owner.at("/metadata/uid")
        + ",\"blockOwnerDeletion\":"
        + holds
        + "}";
  }

  private void awaitGone(String path) {
    await().until(() -> api.get(path).status() == 404);
  }

  @Test
  void objectsGoAfterTheirOwners() {
    dependent("c", dependent("b", owner("a")));

    api.delete(MAPS + "/a");

    awaitGone(MAPS + "/c");
    awaitGone(MAPS + "/b");
  }

  @Test
  void objectsGoBeforeTheirOwnersIfThatWasAskedFor() {
    dependent("c", dependent("b", owner("a")));
    api.patch(MAPS + "/c", "merge-patch+json", "{\"metadata\":{\"finalizers\":[\"x.com/f\"]}}");

    api.delete(MAPS + "/a?propagationPolicy=Foreground");
    await().until(() -> api.get(MAPS + "/c").body().at("/metadata").has("deletionTimestamp"));
    assertThat(api.get(MAPS + "/a").status()).isEqualTo(200);
    api.patch(MAPS + "/c", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");

    awaitGone(MAPS + "/a");
  }

  @Test
  void objectsStayWithoutTheirOwnersIfThatWasAskedFor() {
    dependent("b", owner("a"));

    api.delete(MAPS + "/a?propagationPolicy=Orphan");

    awaitGone(MAPS + "/a");
    assertThat(api.get(MAPS + "/b").body().at("/metadata").has("ownerReferences")).isFalse();
  }

  @Test
  void anObjectWhoseOwnerWasNeverThereGoes() {
    ObjectNode owner = owner("a");
    api.delete(MAPS + "/a");

    dependent("b", owner);

    awaitGone(MAPS + "/b");
  }

  @Test
  void whatFollowsIsDoneAfterARestart() {
    ObjectNode owner = owner("a");
    dependent("b", owner);
    api.kubernetes().close(); // nobody follows from here on
    api.delete(MAPS + "/a");
    api.close();
    api = new Api(directory);

    awaitGone(MAPS + "/b");
  }

  @Test
  void aNamespaceGoesWithAllThatIsInIt() {
    api.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"lab\"}}");
    String maps = "/api/v1/namespaces/lab/configmaps";
    api.create(maps, "{\"metadata\":{\"name\":\"m\",\"finalizers\":[\"x.com/f\"]}}");

    assertThat(api.delete("/api/v1/namespaces/lab").at("/status/phase")).isEqualTo("Terminating");
    await().until(() -> api.get(maps + "/m").body().at("/metadata").has("deletionTimestamp"));
    assertThat(api.post(maps, "{\"metadata\":{\"name\":\"n\"}}").status()).isEqualTo(403);
    api.patch(maps + "/m", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");

    awaitGone("/api/v1/namespaces/lab");
  }

  @Test
  void aDependentThatDoesNotHoldItsOwnerGoesAfterIt() {
    ObjectNode owner = owner("a");
    api.create(MAPS, owned("b", List.of(reference(owner, false))));
    api.patch(MAPS + "/b", "merge-patch+json", "{\"metadata\":{\"finalizers\":[\"x.com/f\"]}}");

    api.delete(MAPS + "/a?propagationPolicy=Foreground");

    awaitGone(MAPS + "/a");
    await().until(() -> api.get(MAPS + "/b").body().at("/metadata").has("deletionTimestamp"));
  }

  @Test
  void aDependentOfTwoOwnersStaysWithTheOtherOne() {
    ObjectNode other = owner("other");
    dependent("b", owner("a"), other);

    api.delete(MAPS + "/a?propagationPolicy=Foreground");

    awaitGone(MAPS + "/a");
    JsonNode owners = api.get(MAPS + "/b").body().at("/metadata/ownerReferences");
    assertThat(owners).hasSize(1);
    assertThat(owners.get(0).path("uid")).isEqualTo(other.at("/metadata/uid"));
  }

  @Test
  void whatIsDisownedWhileOthersWriteItStays() throws Exception {
    ObjectNode owner = owner("a");
    dependent("b", owner);
    AtomicBoolean gone = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(50);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(Thread.ofPlatform().start(() -> write(MAPS + "/b", gone, writing)));
    }
    try {
      writing.await();
      api.delete(MAPS + "/a?propagationPolicy=Orphan");
      awaitGone(MAPS + "/a");
    } finally {
      gone.set(true);
      for (Thread other : others) {
        other.join();
      }
    }

    ObjectNode disowned = api.get(MAPS + "/b").body();
    assertThat(disowned.at("/metadata/name").asText()).as(disowned.toString()).isEqualTo("b");
    assertThat(disowned.at("/metadata").has("ownerReferences")).isFalse();
  }

  private void write(String path, AtomicBoolean until, CountDownLatch writes) {
    for (int i = 0; !until.get(); i++) {
      api.patch(path, "merge-patch+json", "{\"data\":{\"n\":\"" + i + "\"}}");
      writes.countDown();
    }
  }

  @Test
  void anOwnerOfAnImpossibleNameIsOneThatIsNotThere() {
    String impossible =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"a b\",\"uid\":\"x\"}";

    api.create(MAPS, owned("bad", List.of(impossible)));

    awaitGone(MAPS + "/bad");
  }

  @Test
  void anObjectOfTheClusterIsNotLookedAtForOwnersInNamespaces() {
    String owner = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"a\",\"uid\":\"x\"}";
    String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    ObjectNode kept =
        api.create(
            classes,
            "{\"value\":1,\"metadata\":{\"name\":\"kept\",\"ownerReferences\":[" + owner + "]}}");

    ObjectNode gone = owner("gone");
    api.delete(MAPS + "/gone");
    dependent("b", gone); // looked at after the other

    awaitGone(MAPS + "/b");
    assertThat(api.get(classes + "/kept").at("/metadata/uid"))
        .isEqualTo(kept.at("/metadata/uid").asText());
  }

  @Test
  void theNamespacesThatAllElseNeedsStay() {
    for (String name : List.of("default", "kube-system")) {
      Api.Answer refused = api.delete("/api/v1/namespaces/" + name);

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.at("/message"))
          .isEqualTo("namespaces \"" + name + "\" is forbidden: this namespace may not be deleted");
    }
  }
}
