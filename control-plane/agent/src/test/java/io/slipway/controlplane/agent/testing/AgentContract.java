// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.node.AgentConfig;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a node, on whichever API a subclass connects to. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class AgentContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final String namespace = "agent-" + id;
  private KubeApi api;
  private Agent agent;

  /** Of a user who may do everything. */
  protected abstract KubeApi api();

  @BeforeEach
  final void start() throws IOException {
    api = api();
    api.create(
        Resource.NAMESPACES,
        "",
        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace)));
    agent = Agent.start(config(), api);
  }

  private AgentConfig config() {
    InProcessImage ready =
        (run, listener) -> {
          listener.ready(true);
          return _ -> listener.exited(0, "Completed", "");
        };
    return AgentConfig.of(
        "node-" + id,
        directory,
        name -> name.equals("slipway/test") ? Optional.of(ready) : Optional.empty(),
        Map.of("PATH", System.getenv("PATH")));
  }

  @AfterEach
  final void stop() throws InterruptedException {
    for (KubeObject pod : api.list(Resource.PODS, namespace, "").items()) {
      api.delete(Resource.PODS, pod, 1);
    }
    await().atMost(LIMIT).until(() -> api.list(Resource.PODS, namespace, "").items().isEmpty());
    agent.close(false, LIMIT);
  }

  private void apply(String name, String spec) {
    apply(name, "{}", spec);
  }

  private void apply(String name, String more, String spec) {
    Map<String, Object> metadata = new LinkedHashMap<>(Pods.json(more));
    metadata.put("name", name);
    api.create(
        Resource.PODS,
        namespace,
        Map.of("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", Pods.json(spec)));
  }

  private KubeObject pod(String name) {
    return api.get(Resource.PODS, namespace, name).orElseThrow();
  }

  private static Fields condition(KubeObject object, String type) {
    for (Fields condition : object.status().list("conditions")) {
      if (condition.text("type").equals(type)) {
        return condition;
      }
    }
    return Fields.NONE;
  }

  private boolean isReady(String name) {
    return condition(pod(name), "Ready").text("status").equals("True");
  }

  @Test
  void theNodeIsReadyAndItsLeaseIsKept() {
    await()
        .atMost(LIMIT)
        .until(() -> api.get(Resource.LEASES, "kube-node-lease", "node-" + id).isPresent());

    KubeObject node = api.get(Resource.NODES, "", "node-" + id).orElseThrow();
    assertThat(condition(node, "Ready").text("status")).isEqualTo("True");
    assertThat(node.status().fields("capacity").text("cpu")).isNotEmpty();
  }

  @Test
  void aPodInsideTheProcessBecomesReadyAndGoesAway() {
    apply("model", "{'containers':[{'name':'c','image':'slipway/test'}]}");

    await().atMost(LIMIT).until(() -> isReady("model"));
    KubeObject pod = pod("model");
    assertThat(pod.spec().text("nodeName")).isEqualTo("node-" + id);
    assertThat(pod.status().text("phase")).isEqualTo("Running");
    assertThat(pod.status().text("podIP")).isEqualTo("127.0.0.1");
    api.delete(Resource.PODS, pod, 5);
    await().atMost(LIMIT).until(() -> api.get(Resource.PODS, namespace, "model").isEmpty());
  }

  @Test
  void aProcessSeesItsConfigurationAndSucceeds() {
    api.create(
        Resource.CONFIG_MAPS,
        namespace,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", "settings"),
            "data",
            Map.of("COLOUR", "red")));
    apply(
        "job",
        """
        {'restartPolicy':'Never','containers':[{'name':'c','image':'any',
          'command':['/bin/sh','-c','test $COLOUR-$(NAME) = red-job'],
          'envFrom':[{'configMapRef':{'name':'settings'}}],
          'env':[{'name':'NAME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}]}]}
        """);

    await().atMost(LIMIT).until(() -> pod("job").status().text("phase").equals("Succeeded"));
  }

  private void configMap(String name, String more) {
    api.create(Resource.CONFIG_MAPS, namespace, configMapOf(name, more));
  }

  private static Map<String, Object> configMapOf(String name, String more) {
    Map<String, Object> map = new LinkedHashMap<>(Pods.json(more));
    map.put("apiVersion", "v1");
    map.put("kind", "ConfigMap");
    map.put("metadata", Map.of("name", name));
    return map;
  }

  private Path volume(String pod, String name) {
    return directory.resolve("pods").resolve(pod(pod).uid()).resolve("volumes").resolve(name);
  }

  private static void awaitContent(Path file, String content) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(file).hasContent(content));
  }

  @Test
  void filesOfARunningPodFollowTheirSources() throws IOException, InterruptedException {
    configMap("settings", "{'data':{'colour':'red'}}");
    apply(
        "reader",
        """
        {'volumes':[{'name':'v','projected':{'sources':[{'configMap':{'name':'settings'}},
            {'secret':{'name':'late','optional':true}}]}}],
         'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}
        """);
    await().atMost(LIMIT).until(() -> isReady("reader"));
    Path volume = volume("reader", "v");
    assertThat(volume.resolve("colour")).hasContent("red");

    api.create(
        Resource.SECRETS,
        namespace,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Secret",
            "metadata",
            Map.of("name", "late"),
            "stringData",
            Map.of("key", "s")));
    awaitContent(volume.resolve("key"), "s");
    colour("green");
    awaitContent(volume.resolve("colour"), "green");

    agent.close(true, LIMIT);
    agent = Agent.start(config(), api);
    colour("blue");
    awaitContent(volume.resolve("colour"), "blue");
    api.delete(Resource.CONFIG_MAPS, object(Resource.CONFIG_MAPS, "settings"), 0);
    api.delete(Resource.SECRETS, object(Resource.SECRETS, "late"), 0);
    configMap("settings", "{'data':{'colour':'white'}}");
    awaitContent(volume.resolve("colour"), "white");
    await().atMost(LIMIT).until(() -> Files.notExists(volume.resolve("key")));
  }

  private void colour(String colour) {
    api.patch(
        Resource.CONFIG_MAPS,
        namespace,
        "settings",
        Patch.merge(Map.of("data", Map.of("colour", colour))));
  }

  private KubeObject object(Resource resource, String name) {
    return api.get(resource, namespace, name).orElseThrow();
  }

  @Test
  void whatIsImmutableIsSeenOnce() {
    configMap("fixed", "{'immutable':true,'data':{'a':'1'}}");
    configMap("settings", "{'data':{'colour':'red'}}");
    apply(
        "reader",
        """
        {'volumes':[{'name':'v','configMap':{'name':'fixed'}},
            {'name':'w','configMap':{'name':'settings'}}],
         'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}
        """);
    await().atMost(LIMIT).until(() -> isReady("reader"));
    // until both are followed
    colour("green");
    awaitContent(volume("reader", "w").resolve("colour"), "green");

    api.delete(Resource.CONFIG_MAPS, object(Resource.CONFIG_MAPS, "fixed"), 0);
    configMap("fixed", "{'data':{'a':'2'}}");
    colour("blue");

    awaitContent(volume("reader", "w").resolve("colour"), "blue");
    assertThat(volume("reader", "v").resolve("a")).hasContent("1");
  }

  @Test
  void whatIsMissingIsAConfigurationErrorUntilItIsThere() {
    apply(
        "job",
        """
        {'restartPolicy':'Never','containers':[{'name':'c','image':'any','command':['/bin/true'],
          'envFrom':[{'configMapRef':{'name':'late'}}]}]}
        """);
    await()
        .atMost(LIMIT)
        .until(() ->
            pod("job").status().list("containerStatuses").stream()
                .anyMatch(c ->
                    c.fields("state")
                        .fields("waiting")
                        .text("reason")
                        .equals("CreateContainerConfigError")));

    api.create(
        Resource.CONFIG_MAPS,
        namespace,
        Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "late")));

    await().atMost(LIMIT).until(() -> pod("job").status().text("phase").equals("Succeeded"));
  }

  @Test
  void whatDoesNotFitWaitsWithTheReason() {
    apply(
        "large",
        "{'containers':[{'name':'c','image':'slipway/test','resources':{'requests':{'cpu':'1000'}}}]}");

    await().atMost(LIMIT).until(() -> !condition(pod("large"), "PodScheduled").isEmpty());
    Fields scheduled = condition(pod("large"), "PodScheduled");
    assertThat(scheduled.text("status")).isEqualTo("False");
    assertThat(scheduled.text("reason")).isEqualTo("Unschedulable");
    assertThat(scheduled.text("message")).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
  }

  @Test
  void aGangStartsWhenItIsComplete() {
    String gang = "{'labels':{'slipway.io/gang':'g'},'annotations':{'slipway.io/gang-size':'2'}}";
    apply("first", gang, "{'containers':[{'name':'c','image':'slipway/test'}]}");
    await()
        .atMost(LIMIT)
        .until(() -> condition(pod("first"), "PodScheduled").text("message").contains("1 of 2"));

    apply("second", gang, "{'containers':[{'name':'c','image':'slipway/test'}]}");

    await().atMost(LIMIT).until(() -> isReady("first") && isReady("second"));
  }

  @Test
  void processesAreFoundAgainByTheNextAgent() throws IOException, InterruptedException {
    apply("long", "{'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}");
    await().atMost(LIMIT).until(() -> isReady("long"));
    Fields before = pod("long").status().list("containerStatuses").getFirst();

    agent.close(true, LIMIT);
    agent = Agent.start(config(), api);

    await().atMost(LIMIT).until(() -> agent.process(pod("long").uid(), "c").isPresent());
    await().atMost(LIMIT).until(() -> isReady("long"));
    Fields after = pod("long").status().list("containerStatuses").getFirst();
    assertThat(after.number("restartCount", -1)).isZero();
    assertThat(after.text("containerID")).isEqualTo(before.text("containerID"));
    assertThat(after.fields("state").json()).isEqualTo(before.fields("state").json());
  }

  @Test
  void aPodThatOthersHoldBackIsEndedOnce() {
    apply(
        "held",
        "{'finalizers':['example.com/hold']}",
        "{'containers':[{'name':'c','image':'slipway/test'}]}");
    await().atMost(LIMIT).until(() -> isReady("held"));

    api.delete(Resource.PODS, pod("held"), 1);

    await().atMost(LIMIT).until(() -> !isReady("held"));
    await()
        .atMost(LIMIT)
        .until(() -> !Files.exists(directory.resolve("pods/" + pod("held").uid())));
    String revision = pod("held").resourceVersion();
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> pod("held").resourceVersion().equals(revision));
    Map<String, Object> none = new LinkedHashMap<>();
    none.put("finalizers", null);
    api.patch(Resource.PODS, namespace, "held", Patch.merge(Map.of("metadata", none)));
    await().atMost(LIMIT).until(() -> api.get(Resource.PODS, namespace, "held").isEmpty());
  }

  @Test
  void aClaimIsBoundAndItsDirectoryOutlivesThePod() {
    api.create(
        Resource.VOLUME_CLAIMS,
        namespace,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "PersistentVolumeClaim",
            "metadata",
            Map.of("name", "disk"),
            "spec",
            Pods.json(
                "{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}")));
    Path volume = directory.resolve("volumes").resolve(namespace).resolve("disk");
    apply(
        "writer",
        "{'volumes':[{'name':'d','persistentVolumeClaim':{'claimName':'disk'}}],'containers':[{'name':'c','image':'slipway/test','volumeMounts':[{'name':'d','mountPath':'/data'}]}]}");

    await().atMost(LIMIT).until(() -> isReady("writer"));
    assertThat(volume).isDirectory();
    await()
        .atMost(LIMIT)
        .until(() ->
            api.get(Resource.VOLUME_CLAIMS, namespace, "disk")
                .orElseThrow()
                .status()
                .text("phase")
                .equals("Bound"));
    api.delete(Resource.PODS, pod("writer"), 1);
    await().atMost(LIMIT).until(() -> api.get(Resource.PODS, namespace, "writer").isEmpty());
    assertThat(volume).isDirectory();
  }
}
