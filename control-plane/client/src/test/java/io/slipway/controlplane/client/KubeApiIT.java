// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.client.testing.ConnectedApi;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.controlplane.testing.KubeApiServerExtension;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Against Kubernetes' own API. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
class KubeApiIT {
  private final String namespace = "client-" + UUID.randomUUID().toString().substring(0, 8);
  private ConnectedApi connected;
  private KubeApi api;

  @BeforeEach
  void connect(KubeApiServer server) throws IOException {
    connected = ConnectedApi.of(server.kubeconfig());
    api = connected.api();
    api.create(
        Resource.NAMESPACES,
        "",
        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace)));
  }

  @AfterEach
  void disconnect() {
    connected.close();
  }

  private KubeObject create(String name, String value) {
    return api.create(
        Resource.CONFIG_MAPS,
        namespace,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", name, "labels", Map.of("of", value)),
            "data",
            Map.of("key", value)));
  }

  private KubeObject patch(String name, Map<String, Object> body) {
    return api.patch(Resource.CONFIG_MAPS, namespace, name, Patch.merge(body));
  }

  @Test
  void objectsAreCreatedReadListedAndDeleted() {
    KubeObject created = create("one", "1");

    assertThat(api.get(Resource.CONFIG_MAPS, namespace, "one")).contains(created);
    KubeList list = api.list(Resource.CONFIG_MAPS, namespace, "of=1");
    assertThat(list.items()).extracting(KubeObject::name).containsExactly("one");
    assertThat(list.items().getFirst().kind()).isEqualTo("ConfigMap");
    api.delete(Resource.CONFIG_MAPS, created, 0);
    assertThat(api.get(Resource.CONFIG_MAPS, namespace, "one")).isEmpty();
    api.delete(Resource.CONFIG_MAPS, created, 0);
  }

  @Test
  void refusalsHaveCodeAndReason() {
    create("one", "1");

    KubeException twice = catchThrowableOfType(KubeException.class, () -> create("one", "1"));
    KubeException stale =
        catchThrowableOfType(
            KubeException.class,
            () -> patch("one", Map.of("metadata", Map.of("resourceVersion", "1"))));

    assertThat(twice.isAlreadyExists()).isTrue();
    assertThat(twice).hasMessageContaining("\"one\" already exists");
    assertThat(stale.isConflict()).isTrue();
  }

  @Test
  void aWatchTellsWhatComesAfterTheList() throws InterruptedException {
    create("one", "1");
    KubeList list = api.list(Resource.CONFIG_MAPS, namespace, "of");
    try (WatchStream watch =
        api.watch(Resource.CONFIG_MAPS, namespace, "of", list.resourceVersion())) {
      KubeObject two = create("two", "2");
      patch("two", Map.of("data", Map.of("key", "3")));
      api.delete(Resource.CONFIG_MAPS, two, 0);

      assertThat(List.of(next(watch), next(watch), next(watch)))
          .containsExactly("ADDED two 2", "MODIFIED two 3", "DELETED two 3");
    }
  }

  @Test
  void aNameChoosesOneObject() throws InterruptedException {
    create("one", "1");
    create("two", "2");
    Selector two = Selector.ofName("two");

    KubeList list = api.list(Resource.CONFIG_MAPS, namespace, two);

    assertThat(list.items()).extracting(KubeObject::name).containsExactly("two");
    try (WatchStream watch =
        api.watch(Resource.CONFIG_MAPS, namespace, two, list.resourceVersion())) {
      patch("one", Map.of("data", Map.of("key", "3")));
      patch("two", Map.of("data", Map.of("key", "4")));
      assertThat(next(watch)).isEqualTo("MODIFIED two 4");
    }
  }

  private static String next(WatchStream watch) throws InterruptedException {
    WatchEvent event = watch.next();
    return event == null
        ? "the end"
        : event.type()
            + " "
            + event.object().name()
            + " "
            + event.object().fields().fields("data").text("key");
  }

  /** With events, because those alone are not in the memory of kube-apiserver. */
  @Test
  void aRevisionThatIsForgottenIsGone(KubeApiServer server) {
    String old = event("one").resourceVersion();
    event("two");
    server.compact(Long.parseLong(event("three").resourceVersion()));

    KubeException gone =
        catchThrowableOfType(
            KubeException.class,
            () -> {
              try (WatchStream watch = api.watch(Resource.EVENTS, namespace, "", old)) {
                watch.next();
              }
            });

    assertThat(gone.isGone()).isTrue();
  }

  private KubeObject event(String name) {
    return api.create(
        Resource.EVENTS,
        namespace,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Event",
            "metadata",
            Map.of("name", name),
            "involvedObject",
            Map.of("kind", "Pod", "namespace", namespace, "name", "web")));
  }

  @Test
  void followingKnowsAllObjectsAndTheirChanges() {
    List<String> heard = new CopyOnWriteArrayList<>();
    KubeObject one = create("one", "1");
    Following.Listener listener =
        new Following.Listener() {
          @Override
          public void changed(KubeObject object) {
            heard.add("changed " + object.name());
          }

          @Override
          public void deleted(KubeObject last) {
            heard.add("deleted " + last.name());
          }

          @Override
          public void listed() {
            heard.add("listed");
          }
        };
    try (Following following =
        new Following(api, Resource.CONFIG_MAPS, namespace, "of", listener)) {
      following.start();
      await().until(() -> heard.contains("listed"));
      create("two", "2");
      await().until(() -> heard.contains("changed two"));
      api.delete(Resource.CONFIG_MAPS, one, 0);
      await().until(() -> heard.contains("deleted one"));

      assertThat(heard).containsExactly("changed one", "listed", "changed two", "deleted one");
      assertThat(following.objects()).extracting(KubeObject::name).containsExactly("two");
    }
  }
}
