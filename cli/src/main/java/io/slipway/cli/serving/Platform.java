// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.modelagent.ModelAgents;
import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.InProcessImages;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.node.AgentConfig;
import io.slipway.controlplane.agent.storage.StorageInitializer;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.operator.kubernetes.Operator;
import io.slipway.controlplane.operator.revision.Pods;
import io.slipway.storage.ModelStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes of the objects of an API what answers: the operator says what is to run for a service, the
 * agent runs it on this machine, and what it runs of Slipway's own runs in this process.
 */
public final class Platform {
  private static final String NODE = "slipway";
  private static final Duration END = Duration.ofSeconds(30);

  private final Operator operator;
  private final Agent agent;
  private final ServiceRoutes routes;
  private final ModelHosts models;

  private Platform(Operator operator, Agent agent, ServiceRoutes routes, ModelHosts models) {
    this.models = models;
    this.operator = operator;
    this.agent = agent;
    this.routes = routes;
  }

  /**
   * Does not wait for anything; what is there already is taken over.
   *
   * @param api answers until {@link #stop}
   * @param serving answers for the services of the API too
   * @param data where Pods are kept
   * @param store where models are fetched from
   * @param runtime what runs containers of images that are not Slipway's
   * @throws IOException if the directory cannot be used
   */
  public static Platform start(
      KubeApi api, Serving serving, Path data, ModelStore store, RuntimeChoice runtime)
      throws IOException {
    ModelGroups groups = serving.modelGroups(store, data);
    ModelAgents agents = new ModelAgents(store, data);
    Images images =
        new Images(serving.modelServerImage(groups), new StorageInitializer(store, data), agents);
    AgentConfig config = AgentConfig.of(NODE, data, images, System.getenv()).with(runtime);
    Agent agent = Agent.start(config, api);
    Pods home =
        new Pods(serving.front(() -> inPods(agent, serving.httpAddress())), ServicePolicy::faults);
    ServiceRoutes routes = serving.router(config.address(), groups);
    Operator operator = Operator.start(api, home, routes, new CompletableFuture<>());
    return new Platform(operator, agent, routes, new ModelHosts(groups, agents));
  }

  private static String inPods(Agent agent, InetSocketAddress front) {
    String host = agent.seenByPods(front.getAddress().getHostAddress());
    return Serving.hostAndPort(new InetSocketAddress(host, front.getPort()));
  }

  /** What runs the Pods: their logs, and commands beside their processes. */
  public Agent agent() {
    return agent;
  }

  /** There may be InferenceGraphs and TrainedModels from now on. */
  void followRareKinds() {
    operator.followRareKinds(models);
  }

  /** There are none now; servers that have gone on meanwhile have no TrainedModels any more. */
  void hasNoRareKinds() {
    models.othersHaveNone(Set.of());
  }

  /** Ends what runs in this process; other processes go on until the next start. */
  public void stop() throws InterruptedException {
    operator.stop();
    agent.close(true, END);
    routes.close();
    models.outside().close();
  }

  private record Images(
      InProcessImage modelServer, InProcessImage storageInitializer, InProcessImage modelAgent)
      implements InProcessImages {
    @Override
    public Optional<InProcessImage> image(String reference) {
      return switch (reference) {
        case ModelServerImage.NAME -> Optional.of(modelServer);
        case StorageInitializer.IMAGE -> Optional.of(storageInitializer);
        case DeployContract.MODEL_AGENT_IMAGE -> Optional.of(modelAgent);
        default -> Optional.empty();
      };
    }
  }
}
