// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.slipway.cli.pods.AgentPods;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.node.AgentConfig;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.apiserver.server.ApiServer;
import io.slipway.controlplane.apiserver.server.ApiServerConfig;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An API on a port, and an agent that runs its Pods: processes, and the image {@code slipway/test},
 * which is ready at once and runs in this process.
 */
public final class PodPlatform implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(20);

  private final AgentConfig config;
  private final ObjectStore store;
  private final ApiServer server;
  private final HttpClient client;
  private final KubeApi api;
  private Agent agent;

  private PodPlatform(Path directory) throws IOException {
    InProcessImage ready =
        (run, listener) -> {
          listener.ready(true);
          return _ -> listener.exited(0, "Completed", "");
        };
    config =
        AgentConfig.of(
            "here",
            directory.resolve("agent"),
            name -> name.equals("slipway/test") ? Optional.of(ready) : Optional.empty(),
            Map.of("PATH", System.getenv("PATH")));
    store = ObjectStore.open(directory, StoreLimits.DEFAULT);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = ApiServer.start(new ApiServerConfig(address, directory, "test"), store);
    client = InProcess.client(server.api());
    api = KubeApi.of(client, InProcess.ROOT);
    agent = Agent.start(config, api);
    server.api().runsPods(new AgentPods(agent));
  }

  /**
   * @param directory for everything
   */
  public static PodPlatform start(Path directory) throws IOException {
    return new PodPlatform(directory);
  }

  public KubeApi api() {
    return api;
  }

  public Agent agent() {
    return agent;
  }

  public Path kubeconfig() {
    return server.kubeconfig();
  }

  /** Another agent follows this one, whose processes go on. */
  public void replaceAgent() throws IOException, InterruptedException {
    agent.close(true, END);
    agent = Agent.start(config, api);
    server.api().runsPods(new AgentPods(agent));
  }

  @Override
  public void close() {
    try {
      agent.close(false, END);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.close();
    server.close();
    store.close();
  }
}
