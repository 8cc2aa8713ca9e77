// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.slipway.cli.serving.ModelsToServe;
import io.slipway.cli.serving.Platform;
import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.resources.definition.Definitions;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import io.slipway.transport.server.TransportConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that are applied to Kubernetes' own API answer in this process. */
@Tag("conformance")
@Timeout(180)
class PlatformIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Resource SERVICES =
      new Resource("serving.kserve.io", "v1beta1", "inferenceservices", true);

  @TempDir private Path directory;
  private KubeApiServer server;
  private KubernetesClient client;
  private KubeApi api;
  private Serving serving;
  private ModelStore store;
  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    server = KubeApiServer.start();
    Config config = Config.fromKubeconfig(server.kubeconfig().toFile());
    client = new KubernetesClientBuilder().withConfig(config).build();
    api = KubeApi.of(client);
    for (Map<String, Object> definition : Definitions.all()) {
      api.create(
          new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", false),
          "",
          definition);
    }
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> {
          api.list(SERVICES, "", "");
          return true;
        });
    serving = Serving.start(config(), models());
    store = ModelStore.open(StorageConfig.defaults(directory.resolve("cache")));
    platform = Platform.start(api, serving, directory, store, RuntimeChoice.NONE);
  }

  @AfterEach
  void stop() throws Exception {
    platform.stop();
    serving.stop();
    store.close();
    client.close();
    server.close();
  }

  @Test
  void answersForAServiceFromItsApplyToItsDeletion() throws Exception {
    apply();
    await().atMost(LIMIT).until(() -> ready("iris-predictor-00001"));

    String url = status().text("url");
    assertThat(url).isEqualTo(serving.url() + "/serving/default/iris");
    Iris.assertAnswers(URI.create(url), "iris");
    Iris.assertAnswers(URI.create(serving.url()), "iris");

    api.delete(SERVICES, service(), 0);
    await()
        .atMost(LIMIT)
        .until(() ->
            Http.get(URI.create(serving.url() + "/v2/models/iris/ready")).statusCode() == 404);
    await().atMost(LIMIT).until(() -> api.list(Resource.PODS, "default", "").items().isEmpty());
  }

  @Test
  void answersEveryRequestWhileARevisionFollowsAnother() throws Exception {
    apply();
    await().atMost(LIMIT).until(() -> ready("iris-predictor-00001"));
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> askUntil(done));

    Map<String, Object> model = Map.of("args", List.of("--workers=1"));
    Map<String, Object> spec = Map.of("predictor", Map.of("model", model));
    api.patch(SERVICES, "default", "iris", Patch.merge(Map.of("spec", spec)));
    await().atMost(LIMIT).until(() -> ready("iris-predictor-00002"));
    await()
        .atMost(LIMIT)
        .until(() -> api.get(Resource.PODS, "default", "iris-predictor-00001-0").isEmpty());

    done.set(true);
    assertThat(asked.get()).isPositive();
  }

  @Test
  void saysWhyAModelIsNotServed() {
    api.create(SERVICES, "default", manifest("file:///nowhere/model.onnx"));

    await().atMost(LIMIT).until(() -> condition("PredictorReady").text("status").equals("False"));
    assertThat(condition("Ready").text("message")).contains("nowhere");
    assertThat(status().fields("modelStatus").text("transitionStatus"))
        .isEqualTo("BlockedByFailedLoad");
  }

  private int askUntil(AtomicBoolean done) {
    int asked = 0;
    while (!done.get()) {
      try {
        Iris.assertAnswers(URI.create(serving.url()), "iris");
      } catch (Exception e) {
        throw new AssertionError("request " + asked, e);
      }
      asked++;
    }
    return asked;
  }

  private void apply() {
    api.create(SERVICES, "default", manifest(Iris.model().toUri().toString()));
  }

  private static Map<String, Object> manifest(String uri) {
    Map<String, Object> model = Map.of("modelFormat", Map.of("name", "onnx"), "storageUri", uri);
    return Map.of(
        "apiVersion",
        "serving.kserve.io/v1beta1",
        "kind",
        "InferenceService",
        "metadata",
        Map.of("name", "iris"),
        "spec",
        Map.of("predictor", Map.of("model", model)));
  }

  private boolean ready(String revision) {
    Fields predictor = status().fields("components").fields("predictor");
    return condition("Ready").text("status").equals("True")
        && predictor.text("latestReadyRevision").equals(revision);
  }

  private KubeObject service() {
    return api.get(SERVICES, "default", "iris").orElseThrow();
  }

  private Fields status() {
    return service().status();
  }

  private Fields condition(String type) {
    return status().list("conditions").stream()
        .filter(each -> each.text("type").equals(type))
        .findFirst()
        .orElse(Fields.NONE);
  }

  private ServingConfig config() {
    return new ServingConfig(
        InetAddress.getLoopbackAddress(),
        0,
        0,
        directory,
        ExecutionConfig.forCores(2),
        TransportConfig.defaults(),
        SecurityConfig.OPEN,
        ProtocolConfig.DEFAULTS,
        null,
        null,
        0);
  }

  private static ModelsToServe models() {
    return new ModelsToServe(
        List.of(), null, FixedModels.SERVICES, true, ModelsToServe.GiveUp.NEVER);
  }
}
