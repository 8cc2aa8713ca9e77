// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.ModelRepository;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slipway's model server as the image of containers that run in this process: a container is a
 * model in the repository of its Pod's namespace, or of its service alone if it has another name
 * than that, and the Pods of a revision share one. Of two revisions the newer one that is ready
 * answers. Thread-safe.
 */
final class ModelServerImage implements InProcessImage {
  private static final Logger log = LoggerFactory.getLogger(ModelServerImage.class);

  /** What Pods call it. */
  static final String NAME = "slipway/model-server";

  private record Key(ObjectKey service, ModelId id) {
    /** Whether no other service may see it. */
    boolean hasOwnName() {
      return !id.name().equals(service.name());
    }
  }

  /** A model that containers share; guarded by the image's lock but for its futures. */
  private static final class Shared {
    final CompletableFuture<ModelStatus> loaded = new CompletableFuture<>();
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    final SharedRisks risks;

    Shared(ContainerRun first) {
      this.risks = new SharedRisks(first);
    }
  }

  private final Namespaces namespaces;
  private final ModelGroups groups;
  private final ExecutionConfig execution;
  private final Map<Key, Shared> models = new HashMap<>();

  ModelServerImage(Namespaces namespaces, ModelGroups groups, ExecutionConfig execution) {
    this.namespaces = namespaces;
    this.groups = groups;
    this.execution = execution;
  }

  @Override
  public RunningContainer start(ContainerRun run, ContainerListener listener) {
    if (run.args().contains(DeployContract.MULTI_MODEL_ARGUMENT)) {
      return several(run, listener);
    }
    PodModel model = PodModel.of(run, execution);
    Key key =
        new Key(
            new ObjectKey(model.namespace(), model.service()),
            new ModelId(model.name(), model.version()));
    Shared mine = new Shared(run);
    Shared shared = join(key, mine, run);
    if (shared == mine) {
      try {
        shared.loaded.complete(load(key, model, mine.risks));
      } catch (RuntimeException e) {
        shared.loaded.completeExceptionally(e);
      }
    }
    ModelStatus status = loaded(key, shared, run);
    run.log().line("model " + status.id() + ": " + status.state() + " " + status.reason());
    if (!status.ready()) {
      leave(key, run);
      listener.exited(1, "Error", status.reason());
      return _ -> {};
    }
    listener.ready(true);
    return new Running(key, run, listener);
  }

  /** It is ready before its models are. */
  private RunningContainer several(ContainerRun run, ContainerListener listener) {
    ObjectKey service = PodModel.serviceOfSeveral(run);
    groups.opened(service, run);
    listener.ready(true);
    AtomicBoolean stopped = new AtomicBoolean();
    return _ -> {
      if (stopped.compareAndSet(false, true)) {
        Thread.ofVirtual()
            .name("stop-" + service)
            .start(() -> {
              groups.closed(service, run);
              listener.exited(0, "Completed", "");
            });
      }
    };
  }

  @Override
  public boolean runsAlone() {
    return true;
  }

  @Override
  public List<String> command(ContainerRun run, String address) {
    if (run.args().contains(DeployContract.MULTI_MODEL_ARGUMENT)) {
      ObjectKey _ = PodModel.serviceOfSeveral(run); // checked as for one in this process
      return ModelServerProcess.command(
          run.onThisMachine(DeployContract.MODEL_MOUNT_PATH),
          PodModel.hasOnlyArguments(run.pod().annotations()),
          address);
    }
    return ModelServerProcess.command(
        PodModel.of(run, execution), PodModel.others(run.args()), address);
  }

  private ModelStatus loaded(Key key, Shared shared, ContainerRun run) {
    try {
      return shared.loaded.join();
    } catch (CompletionException e) {
      leave(key, run);
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private ModelStatus load(Key key, PodModel model, SharedRisks risks) {
    ModelRepository repository =
        key.hasOwnName()
            ? namespaces.ownNames().opened(key.service(), model.version(), model.name())
            : namespaces.of(model.namespace());
    JournalledRuns runs = new JournalledRuns(risks.risk("running model " + model.name()));
    boolean ready = false;
    try (CrashJournal.Risk risk = risks.risk("loading model " + model.name())) {
      risk.begin();
      ModelStatus status = repository.load(model.spec(execution, runs));
      ready = status.ready();
      return status;
    } finally {
      if (!ready) {
        runs.over(); // it may have come to no model
      }
    }
  }

  /** The model that containers of the key share now, which is {@code mine} if there was none. */
  private Shared join(Key key, Shared mine, ContainerRun run) {
    while (true) {
      Shared present;
      synchronized (models) {
        present = models.putIfAbsent(key, mine);
        if (present == null) {
          return mine;
        }
        if (!present.risks.isEmpty()) {
          present.risks.join(run);
          return present;
        }
      }
      present.gone.join(); // the last container of it is just ending
    }
  }

  private void leave(Key key, ContainerRun run) {
    @Nullable Shared last = null;
    synchronized (models) {
      Shared shared = models.get(key);
      if (shared != null) {
        shared.risks.leave(run);
        last = shared.risks.isEmpty() ? shared : null;
      }
    }
    if (last == null) {
      return;
    }
    try {
      if (!last.loaded.isCompletedExceptionally()) { // else one of that name is somebody else's
        unload(key);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ServingException e) {
      if (e.code() != ErrorCode.NOT_FOUND) { // else what came before its load failed
        log.error("model {} is not unloaded", key.id(), e);
      }
    } finally {
      if (key.hasOwnName()) {
        namespaces.ownNames().closed(key.service(), key.id().version());
      }
      synchronized (models) {
        models.remove(key);
      }
      last.gone.complete(null);
    }
  }

  private void unload(Key key) throws InterruptedException {
    if (!key.hasOwnName()) {
      namespaces.of(key.service().namespace()).unload(key.id());
      return;
    }
    OwnNames.Named own = namespaces.ownNames().model(key.service(), key.id().version());
    if (own != null) {
      own.repository().unload(key.id());
    }
  }

  private final class Running implements RunningContainer {
    private final Key key;
    private final ContainerRun run;
    private final ContainerListener listener;
    private final AtomicBoolean stopped = new AtomicBoolean();

    Running(Key key, ContainerRun run, ContainerListener listener) {
      this.key = key;
      this.run = run;
      this.listener = listener;
    }

    /** Requests under way have as long as the model's own limit says, not more than the grace. */
    @Override
    public void stop(Duration grace) {
      if (stopped.compareAndSet(false, true)) {
        Thread.ofVirtual()
            .name("stop-" + key.id())
            .start(() -> {
              leave(key, run);
              listener.exited(0, "Completed", "");
            });
      }
    }
  }
}
