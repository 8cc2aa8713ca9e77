// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Entry;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.operator.revision.Front;
import io.slipway.controlplane.operator.revision.Pods;
import io.slipway.controlplane.operator.testing.Yaml;
import io.slipway.controlplane.resources.definition.Definitions;
import io.slipway.controlplane.testing.KubeApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator on Kubernetes' own API; the test is the kubelet. */
@Tag("conformance")
class OperatorIT {
  private static final Resource DEFINITIONS =
      new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", false);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SERVICE =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: iris, namespace: %s}
      spec:
        predictor:
          model: {modelFormat: {name: onnx}, storageUri: "file:///models/iris", args: ["%s"]}
      """;

  private static @Nullable KubeApiServer server;
  private static @Nullable KubernetesClient client;
  private static int namespaces;

  private final AtomicReference<RouteTable> routes = new AtomicReference<>(RouteTable.EMPTY);
  private String namespace = "";
  private @Nullable Operator operator;

  @BeforeAll
  static void startKubernetes() {
    server = KubeApiServer.start();
    Config config = Config.fromKubeconfig(server.kubeconfig().toFile());
    client = new KubernetesClientBuilder().withConfig(config).build();
    for (Map<String, Object> definition : Definitions.all()) {
      api().create(DEFINITIONS, "", definition);
    }
    await().atMost(LIMIT).until(OperatorIT::servesAllKinds);
  }

  @AfterAll
  static void stopKubernetes() {
    Objects.requireNonNull(client).close();
    Objects.requireNonNull(server).close();
  }

  @BeforeEach
  void begin() throws Exception {
    namespace = "team-" + namespaces++;
    api()
        .create(
            Resource.NAMESPACES,
            "",
            Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace)));
    startOperator();
  }

  @AfterEach
  void stopOperator() throws InterruptedException {
    if (operator != null) {
      operator.stop();
    }
  }

  @Test
  void bringsAServiceToReadyWhenItsPodIs() {
    apply("--workers=1");
    ready("iris-predictor-00001-0");

    awaitReady("True");

    Map<String, Object> status = service().status().json();
    assertThat(status.get("url")).isEqualTo("http://127.0.0.1:8080/serving/" + namespace + "/iris");
    assertThat(entry("iris").backends())
        .singleElement()
        .satisfies(backend -> assertThat(backend.pod()).isEqualTo("iris-predictor-00001-0"));
    assertThat(entry("iris-predictor").backends()).isEqualTo(entry("iris").backends());
  }

  @Test
  void keepsTheOldPodUntilTheNewOneAnswers() {
    apply("--workers=1");
    ready("iris-predictor-00001-0");
    awaitReady("True");

    change("--workers=2");
    awaitPod("iris-predictor-00002-0");
    assertThat(pod("iris-predictor-00001-0")).isPresent();
    assertThat(entry("iris").backends().getFirst().pod()).isEqualTo("iris-predictor-00001-0");

    ready("iris-predictor-00002-0");
    await().atMost(LIMIT).until(() -> pod("iris-predictor-00001-0").isEmpty());
    assertThat(entry("iris").backends().getFirst().pod()).isEqualTo("iris-predictor-00002-0");
    awaitReady("True");
  }

  @Test
  void takesEverythingAwayWithTheServiceWhereNobodyCollectsGarbage() {
    apply("--workers=1");
    ready("iris-predictor-00001-0");
    awaitReady("True");

    api().delete(Kind.SERVICE.resource(), service(), 0);

    awaitNoChildren();
    await().atMost(LIMIT).until(() -> find("iris").isEmpty());
  }

  @Test
  void takesAwayWhatWasDeletedWhileItWasAway() throws Exception {
    apply("--workers=1");
    ready("iris-predictor-00001-0");
    awaitReady("True");
    Objects.requireNonNull(operator).stop();
    api().delete(Kind.SERVICE.resource(), service(), 0);

    startOperator();

    awaitNoChildren();
  }

  @Test
  void findsWhatItHasMadeAgain() throws Exception {
    apply("--workers=1");
    ready("iris-predictor-00001-0");
    awaitReady("True");
    String uid = pod("iris-predictor-00001-0").orElseThrow().uid();
    String version = service().resourceVersion();
    Objects.requireNonNull(operator).stop();
    routes.set(RouteTable.EMPTY);

    startOperator();

    await().atMost(LIMIT).until(() -> find("iris").isPresent());
    assertThat(entry("iris").backends().getFirst().uid()).isEqualTo(uid);
    assertThat(service().resourceVersion()).as("nothing new to say").isEqualTo(version);
    assertThat(api().list(Kind.REVISION.resource(), namespace, "").items()).hasSize(1);
  }

  @Test
  void makesAPodThatIsDeletedAnew() {
    apply("--workers=1");
    awaitPod("iris-predictor-00001-0");
    KubeObject first = pod("iris-predictor-00001-0").orElseThrow();

    api().delete(Resource.PODS, first, 0);

    await()
        .atMost(LIMIT)
        .until(() ->
            pod("iris-predictor-00001-0")
                .filter(again -> !again.uid().equals(first.uid()))
                .isPresent());
  }

  @Test
  void leavesAPodThatMerelyHasTheLabelOfAService() {
    create(foreignPod("by-hand"), Resource.PODS);

    apply("--workers=1");
    ready("iris-predictor-00001-0");
    awaitReady("True");
    api().delete(Kind.SERVICE.resource(), service(), 0);

    await().atMost(LIMIT).until(() -> pod("iris-predictor-00001-0").isEmpty());
    await().atMost(LIMIT).until(() -> find("iris").isEmpty());
    assertThat(pod("by-hand").orElseThrow().isDeleting()).isFalse();
  }

  @Test
  void saysThatAPodOfSomebodyElseHasTheNameThatItNeeds() {
    create(foreignPod("iris-predictor-00001-0"), Resource.PODS);

    apply("--workers=1");

    awaitReady("False");
    assertThat(condition("Ready").get("message")).asString().contains("iris-predictor-00001-0");
    assertThat(pod("iris-predictor-00001-0").orElseThrow().isDeleting()).isFalse();
  }

  private Map<String, Object> foreignPod(String name) {
    return Yaml.fields(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
          labels: {serving.kserve.io/inferenceservice: iris, component: predictor}
        spec: {containers: [{name: c, image: i}]}
        """
            .formatted(name, namespace));
  }

  private void create(Map<String, Object> object, Resource resource) {
    api().create(resource, namespace, object);
  }

  @Test
  void saysWhatTheApiRefuses() {
    create(
        Yaml.fields(
            SERVICE
                .formatted(namespace, "a")
                .replace("model: {", "model: {ports: [{containerPort: 99999}], ")));

    awaitReady("False");

    assertThat(condition("Ready").get("message")).asString().contains("99999");
  }

  @Test
  void decidesAnewWhenARuntimeComes() {
    create(
        Yaml.fields(SERVICE.formatted(namespace, "a").replace("{name: onnx}", "{name: sklearn}")));
    awaitReady("False");
    assertThat(condition("Ready").get("reason")).isEqualTo("NoSupportingRuntime");

    api()
        .create(
            Kind.RUNTIME.resource(),
            namespace,
            Yaml.fields(
                """
                apiVersion: serving.kserve.io/v1alpha1
                kind: ServingRuntime
                metadata: {name: python, namespace: %s}
                spec:
                  supportedModelFormats: [{name: sklearn, autoSelect: true}]
                  containers: [{name: kserve-container, image: python-server}]
                """
                    .formatted(namespace)));

    awaitPod("iris-predictor-00001-0");
    assertThat(service().status().text("servingRuntimeName")).isEqualTo("python");
  }

  private void startOperator() throws Exception {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    operator = Operator.start(api(), new Pods(Front.open("127.0.0.1:8080")), routes::set, ready);
    ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void apply(String argument) {
    create(Yaml.fields(SERVICE.formatted(namespace, argument)));
  }

  private void create(Map<String, Object> service) {
    api().create(Kind.SERVICE.resource(), namespace, service);
  }

  private void change(String argument) {
    Map<String, Object> model = Map.of("args", List.of(argument));
    Map<String, Object> spec = Map.of("predictor", Map.of("model", model));
    api().patch(Kind.SERVICE.resource(), namespace, "iris", Patch.merge(Map.of("spec", spec)));
  }

  /** What the kubelet would say. */
  private void ready(String pod) {
    awaitPod(pod);
    Map<String, Object> status =
        Yaml.fields(
            "{phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}]}");
    api().patchStatus(Resource.PODS, namespace, pod, Patch.merge(Map.of("status", status)));
  }

  private void awaitPod(String name) {
    await(name).atMost(LIMIT).until(() -> pod(name).isPresent());
  }

  private void awaitReady(String state) {
    await("Ready " + state)
        .atMost(LIMIT)
        .until(() -> state.equals(condition("Ready").get("status")));
  }

  private void awaitNoChildren() {
    for (Kind kind : List.of(Kind.POD, Kind.ROUTE, Kind.REVISION)) {
      await(kind.toString())
          .atMost(LIMIT)
          .until(() -> api().list(kind.resource(), namespace, "").items().isEmpty());
    }
  }

  private Map<String, Object> condition(String type) {
    return service().status().list("conditions").stream()
        .filter(each -> each.text("type").equals(type))
        .findFirst()
        .map(each -> each.json())
        .orElse(Map.of());
  }

  private KubeObject service() {
    return api().get(Kind.SERVICE.resource(), namespace, "iris").orElseThrow();
  }

  private Optional<KubeObject> pod(String name) {
    return api().get(Resource.PODS, namespace, name);
  }

  private Entry entry(String name) {
    return find(name).orElseThrow();
  }

  private Optional<Entry> find(String name) {
    return routes.get().entries().stream()
        .filter(entry -> entry.namespace().equals(namespace) && entry.name().equals(name))
        .findFirst();
  }

  private static KubeApi api() {
    return KubeApi.of(Objects.requireNonNull(client));
  }

  private static boolean servesAllKinds() {
    return Stream.of(Kind.values())
        .allMatch(kind -> {
          try {
            return api().list(kind.resource(), "", "").items().isEmpty();
          } catch (KubeException _) {
            return false; // not served yet
          }
        });
  }
}
