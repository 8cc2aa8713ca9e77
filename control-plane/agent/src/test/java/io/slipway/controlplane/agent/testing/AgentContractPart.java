// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.node.AgentConfig;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An agent on an API with a namespace, both for one test, and what is asked of them. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class AgentContractPart {
  static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final String namespace = "agent-" + id;
  private final Supplier<KubeApi> connected;
  private KubeApi api;
  private Agent agent;

  /**
   * @param connected of a user who may do everything, asked for when a test begins
   */
  AgentContractPart(Supplier<KubeApi> connected) {
    this.connected = connected;
  }

  @BeforeEach
  final void start() throws IOException {
    api = connected.get();
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
        node(),
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

  final void apply(String name, String spec) {
    apply(name, "{}", spec);
  }

  final void apply(String name, String more, String spec) {
    Map<String, Object> metadata = new LinkedHashMap<>(Pods.json(more));
    metadata.put("name", name);
    api.create(
        Resource.PODS,
        namespace,
        Map.of("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", Pods.json(spec)));
  }

  final KubeObject pod(String name) {
    return object(Resource.PODS, name);
  }

  static Fields condition(KubeObject object, String type) {
    for (Fields condition : object.status().list("conditions")) {
      if (condition.text("type").equals(type)) {
        return condition;
      }
    }
    return Fields.NONE;
  }

  final boolean isReady(String name) {
    return condition(pod(name), "Ready").text("status").equals("True");
  }

  final KubeApi api() {
    return api;
  }

  final KubeObject object(Resource resource, String name) {
    return api.get(resource, namespace, name).orElseThrow();
  }

  final Agent agent() {
    return agent;
  }

  /** Another agent takes the place of this one; processes go on. */
  final void restartAgent() throws IOException, InterruptedException {
    agent.close(true, LIMIT);
    agent = Agent.start(config(), api);
  }

  final String namespace() {
    return namespace;
  }

  final String node() {
    return "node-" + id;
  }

  /** The agent's. */
  final Path directory() {
    return directory;
  }
}
