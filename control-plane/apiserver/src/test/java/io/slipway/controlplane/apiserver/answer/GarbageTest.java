// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
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

  private ObjectNode dependent(String name, ObjectNode owner) {
    return api.create(
        MAPS,
        "{\"metadata\":{\"name\":\""
            + name
            + "\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":"
            + owner.at("/metadata/name")
            + ",\"uid\":"
            + owner.at("/metadata/uid")
            + "}]}}");
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
}
