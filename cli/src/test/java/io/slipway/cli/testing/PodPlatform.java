// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import io.slipway.cli.pods.AgentPods;
import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.node.AgentConfig;
import io.slipway.controlplane.client.KubeApi;
import java.io.IOException;
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
  private final OwnApi own;
  private Agent agent;

  private PodPlatform(Path directory, RuntimeChoice runtime) throws IOException {
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
                runtime == RuntimeChoice.NONE
                    ? Map.of("PATH", System.getenv("PATH"))
                    : System.getenv())
            .with(runtime);
    own = OwnApi.start(directory);
    agent = Agent.start(config, own.api());
    own.server().api().runsPods(new AgentPods(agent));
  }

  /**
   * @param directory for everything
   */
  public static PodPlatform start(Path directory) throws IOException {
    return start(directory, RuntimeChoice.NONE);
  }

  /**
   * @param directory for everything
   * @param runtime what runs containers of other images
   */
  public static PodPlatform start(Path directory, RuntimeChoice runtime) throws IOException {
    return new PodPlatform(directory, runtime);
  }

  public KubeApi api() {
    return own.api();
  }

  public Agent agent() {
    return agent;
  }

  public Path kubeconfig() {
    return own.kubeconfig();
  }

  /** Another agent follows this one, whose processes go on. */
  public void replaceAgent() throws IOException, InterruptedException {
    agent.close(true, END);
    agent = Agent.start(config, own.api());
    own.server().api().runsPods(new AgentPods(agent));
  }

  @Override
  public void close() {
    try {
      agent.close(false, END);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    own.close();
  }
}
