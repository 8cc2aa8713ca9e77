// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** fabric8's Kubernetes client on {@code slipway up}, with nothing but the kubeconfig. */
@Tag("conformance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class FabricClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String NAMESPACE = "fabric";

  private static SlipwayProcess server;
  private static KubernetesClient client;

  /** What an informer told of, by type and name. */
  private static final class Told<T extends HasMetadata> implements ResourceEventHandler<T> {
    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onAdd(T object) {
      events.add("added " + object.getMetadata().getName());
    }

    @Override
    public void onUpdate(T before, T object) {
      events.add("updated " + object.getMetadata().getName());
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      events.add("deleted " + object.getMetadata().getName());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server = SlipwayProcess.up();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.kubeconfig().toFile()))
            .build();
    client
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .addToData("k", value)
        .build();
  }

  private static Deployment deployment(String name) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  @Test
  void informersOfTypedObjectsFollowThem() {
    client.resource(map("there", "1")).create();
    var told = new Told<ConfigMap>();
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace(NAMESPACE).inform(told)) {
      assertThat(told.events).contains("added there");

      client.resource(map("followed", "1")).create();
      client.configMaps().inNamespace(NAMESPACE).withName("followed").edit(FabricClientIT::changed);
      await()
          .atMost(LIMIT)
          .until(() -> {
            ConfigMap cached = informer.getIndexer().getByKey(NAMESPACE + "/followed");
            return cached != null && "2".equals(cached.getData().get("k"));
          });
      client.resource(map("followed", "")).delete();

      await().atMost(LIMIT).until(() -> told.events.contains("deleted followed"));
      assertThat(told.events)
          .filteredOn(event -> event.endsWith(" followed"))
          .containsExactly("added followed", "updated followed", "deleted followed");
      assertThat(informer.getIndexer().getByKey(NAMESPACE + "/followed")).isNull();
    }
  }

  private static ConfigMap changed(ConfigMap object) {
    return new ConfigMapBuilder(object).addToData("k", "2").build();
  }

  @Test
  void informersOfGenericObjectsFollowThem() {
    MixedOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        jobs = client.genericKubernetesResources("kubeflow.org/v1", "PyTorchJob");
    var told = new Told<GenericKubernetesResource>();
    GenericKubernetesResource job =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("kubeflow.org/v1")
            .withKind("PyTorchJob")
            .withNewMetadata()
            .withName("train")
            .withNamespace(NAMESPACE)
            .endMetadata()
            .addToAdditionalProperties("spec", Map.of("pytorchReplicaSpecs", Map.of()))
            .build();
    try (SharedIndexInformer<GenericKubernetesResource> informer =
        jobs.inNamespace(NAMESPACE).inform(told)) {
      client.resource(job).create();
      await().atMost(LIMIT).until(() -> told.events.contains("added train"));
      client
          .resource(job)
          .edit(object -> {
            object.getMetadata().setLabels(Map.of("team", "a"));
            return object;
          });
      await().atMost(LIMIT).until(() -> told.events.contains("updated train"));
      client.resource(job).delete();
      await().atMost(LIMIT).until(() -> told.events.contains("deleted train"));

      assertThat(informer.getIndexer().list()).isEmpty();
    }
  }

  @Test
  void watchesGoOnWhereAListEnded() {
    String version =
        client.configMaps().inNamespace(NAMESPACE).list().getMetadata().getResourceVersion();
    client.resource(map("later", "1")).create();
    List<String> seen = new CopyOnWriteArrayList<>();

    try (var _ =
        client
            .configMaps()
            .inNamespace(NAMESPACE)
            .withResourceVersion(version)
            .watch(
                new Watcher<ConfigMap>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap object) {
                    seen.add(action + " " + object.getMetadata().getName());
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    seen.add("closed");
                  }
                })) {
      await().atMost(LIMIT).until(() -> seen.contains("ADDED later"));
    }
  }

  @Test
  void objectsAreAppliedScaledAndDeletedWithWhatTheyOwn() {
    client.resource(deployment("web")).forceConflicts().serverSideApply();
    client.apps().deployments().inNamespace(NAMESPACE).withName("web").scale(0);

    Deployment read = client.apps().deployments().inNamespace(NAMESPACE).withName("web").get();

    assertThat(read.getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(read.getMetadata().getManagedFields())
        .extracting(owner -> owner.getManager() + " " + owner.getOperation())
        .contains("fabric8 Apply");
    client.apps().deployments().inNamespace(NAMESPACE).withName("web").delete();
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName("web")
        .waitUntilCondition(object -> object == null, LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void failuresSayWhatIsWrong() {
    client.resource(map("twice", "1")).create();

    assertThatThrownBy(() -> client.resource(map("twice", "1")).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            failure -> {
              assertThat(failure.getCode()).isEqualTo(409);
              assertThat(failure.getStatus().getReason()).isEqualTo("AlreadyExists");
            });
    assertThatThrownBy(() -> client.resource(map("Upper", "1")).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            failure -> {
              assertThat(failure.getCode()).isEqualTo(422);
              assertThat(failure.getStatus().getDetails().getCauses().getFirst().getField())
                  .isEqualTo("metadata.name");
            });
    client.resource(map("twice", "")).delete();
    assertThat(client.resource(map("twice", "1")).createOr(NonDeletingOperation::update))
        .isNotNull();
  }
}
