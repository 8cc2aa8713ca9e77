// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Labels;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.storage.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The image {@code slipway/agent}: a container beside a server that takes models while it runs,
 * which brings it the TrainedModels of its service. As KServe's agent it puts each into a directory
 * of its name below {@code /mnt/models}, and asks the server to load it. Thread-safe.
 */
public final class ModelAgents implements InProcessImage, ModelHost, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** As long as anybody would wait for a model. */
  private static final Duration LOAD = Duration.ofMinutes(10);

  private static final Progress WAITING = new Progress(State.LOADING, "");

  private final ModelStore store;
  private final Path base;

  // guarded by this
  private final Map<ObjectKey, List<Source>> wanted = new HashMap<>();
  private final Map<ObjectKey, List<ModelAgent>> agents = new HashMap<>();
  private final Set<ObjectKey> untold = new HashSet<>();
  private boolean othersHaveNone;
  private @Nullable HttpClient client;

  /**
   * @param store where models are fetched from; used, not closed
   * @param base where relative paths in URIs start
   */
  public ModelAgents(ModelStore store, Path base) {
    this.store = store;
    this.base = base;
  }

  @Override
  public RunningContainer start(ContainerRun run, ContainerListener listener) {
    ObjectKey service =
        new ObjectKey(
            run.pod().namespace(),
            required(run.pod().labels().get(Labels.SERVICE), "label " + Labels.SERVICE));
    try {
      ModelFolder folder =
          ModelFolder.open(
              run.onThisMachine(DeployContract.MODEL_MOUNT_PATH),
              run.onThisMachine(DeployContract.MODEL_AGENT_WORK_PATH));
      return start(service, run, folder, listener);
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of models cannot be used: " + e, e);
    }
  }

  private synchronized RunningContainer start(
      ObjectKey service, ContainerRun run, ModelFolder folder, ContainerListener listener)
      throws IOException {
    ModelAgent.Place place =
        new ModelAgent.Place(
            server(run.args()),
            server(run),
            folder,
            uri ->
                store.fetch(
                    uri,
                    base,
                    (shown, bytes, _) -> run.log().line(shown + ": " + bytes + " bytes")),
            run.log());
    ModelAgent agent =
        new ModelAgent(place, folder.names(), listener, ended -> left(service, ended));
    agents.computeIfAbsent(service, _ -> new ArrayList<>()).add(agent);
    tell(service, agent);
    return agent;
  }

  private static String server(List<String> args) {
    String name = null;
    for (String argument : args) {
      if (argument.startsWith(DeployContract.MODEL_AGENT_SERVER_ARGUMENT)) {
        name = argument.substring(DeployContract.MODEL_AGENT_SERVER_ARGUMENT.length());
      }
    }
    return required(name, "argument " + DeployContract.MODEL_AGENT_SERVER_ARGUMENT + "NAME");
  }

  private ServerRepository server(ContainerRun run) {
    String port = DeployContract.MODEL_AGENT_PORT_VARIABLE;
    return new ServerRepository(
        client(),
        required(run.env().get("POD_IP"), "variable POD_IP"),
        Integer.parseInt(required(run.env().get(port), "variable " + port)),
        LOAD);
  }

  private static String required(@Nullable String value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(
          "a container of image "
              + DeployContract.MODEL_AGENT_IMAGE
              + " has no "
              + what
              + " (expected: that InferenceServices make it)");
    }
    return value;
  }

  private HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .proxy(HttpClient.Builder.NO_PROXY)
              .connectTimeout(CONNECT)
              .build();
      client = made;
    }
    return made;
  }

  private synchronized void left(ObjectKey service, ModelAgent agent) {
    List<ModelAgent> own = agents.get(service);
    if (own != null) {
      own.remove(agent);
      if (own.isEmpty()) {
        agents.remove(service);
      }
    }
  }

  @Override
  public synchronized void serve(ObjectKey service, List<Source> models) {
    untold.remove(service);
    wanted.put(service, List.copyOf(models));
    tell(service);
    if (models.isEmpty() && othersHaveNone) {
      wanted.remove(service);
    }
  }

  @Override
  public synchronized void othersHaveNone(Set<ObjectKey> withModels) {
    othersHaveNone = true;
    untold.addAll(withModels);
    untold.removeAll(wanted.keySet());
    agents.keySet().forEach(this::tell);
  }

  private void tell(ObjectKey service) {
    agents.getOrDefault(service, List.of()).forEach(agent -> tell(service, agent));
  }

  /** What is not known yet is not told. */
  private void tell(ObjectKey service, ModelAgent agent) {
    List<Source> models = wanted.get(service);
    if (models != null) {
      agent.serve(models);
    } else if (othersHaveNone && !untold.contains(service)) {
      agent.serve(List.of());
    }
  }

  /** Whether there are servers of a service that models are brought to. */
  public synchronized boolean has(ObjectKey service) {
    return agents.containsKey(service);
  }

  /** Of those that answer requests; else, while none does, of all. */
  @Override
  public synchronized Progress progress(ObjectKey service, Source model) {
    List<ModelAgent> all = agents.getOrDefault(service, List.of());
    List<ModelAgent> ready = all.stream().filter(ModelAgent::isReady).toList();
    Progress least = null;
    for (ModelAgent agent : ready.isEmpty() ? all : ready) {
      Progress progress = agent.progress(model);
      if (progress.state() == State.FAILED) {
        return progress;
      }
      least = least == null || progress.state() == State.LOADING ? progress : least;
    }
    return least == null ? WAITING : least;
  }

  /** After the last container. */
  @Override
  public synchronized void close() {
    HttpClient made = client;
    if (made != null) {
      made.shutdownNow();
    }
  }
}
