// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.ModelDirectory;
import io.slipway.modelserver.repository.ModelFiles;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.ModelSpec;
import io.slipway.storage.ModelStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of services that have several, which come and go while their servers run: a service
 * has a repository of its own, as long as it has containers. Thread-safe; loads on threads of its
 * own.
 */
final class ModelGroups implements ModelHost {
  private static final Logger log = LoggerFactory.getLogger(ModelGroups.class);
  private static final Progress WAITING = new Progress(State.LOADING, "");

  /** A service's models. */
  private static final class Group {
    final ModelRepository repository;
    final SharedRisks risks;

    // guarded by the groups' lock
    final Map<String, Source> goal = new HashMap<>();
    final Map<Source, Progress> progress = new HashMap<>();

    // each name guarded by its lock
    final Map<String, Object> locks = new ConcurrentHashMap<>();
    final Map<String, Source> loaded = new ConcurrentHashMap<>();

    Group(ModelRepository repository, ContainerRun first) {
      this.repository = repository;
      this.risks = new SharedRisks(first);
    }
  }

  private final Namespaces namespaces;
  private final ModelStore store;
  private final Path base;
  private final ExecutionConfig execution;
  private final Map<ObjectKey, Group> groups = new HashMap<>();
  private final Map<ObjectKey, List<Source>> wanted = new HashMap<>();

  /**
   * @param store where models are fetched from; used, not closed
   * @param base where relative paths in URIs start
   */
  ModelGroups(Namespaces namespaces, ModelStore store, Path base, ExecutionConfig execution) {
    this.namespaces = namespaces;
    this.store = store;
    this.base = base;
    this.execution = execution;
  }

  /** The models of a service; null if it has no container now. */
  synchronized @Nullable ModelRepository models(String namespace, String service) {
    Group group = groups.get(new ObjectKey(namespace, service));
    return group == null ? null : group.repository;
  }

  /** A container for the service is there: its models may come. */
  synchronized void opened(ObjectKey service, ContainerRun run) {
    Group group = groups.get(service);
    if (group == null) {
      group = new Group(namespaces.ofService(service), run);
      groups.put(service, group);
    } else {
      group.risks.join(run);
    }
    apply(service, group);
  }

  /** It is gone; returns when the models are too, if it was the last. Blocks. */
  void closed(ObjectKey service, ContainerRun run) {
    Group last = null;
    synchronized (this) {
      Group group = groups.get(service);
      if (group != null) {
        group.risks.leave(run);
        if (group.risks.isEmpty()) {
          groups.remove(service);
          group.goal.clear();
          last = group;
        }
      }
    }
    if (last != null) {
      for (String name : List.copyOf(last.locks.keySet())) {
        settle(last, name); // after a load that is under way
      }
      namespaces.ended(last.repository);
    }
  }

  @Override
  public synchronized void serve(ObjectKey service, List<Source> models) {
    if (models.isEmpty()) {
      wanted.remove(service);
    } else {
      wanted.put(service, List.copyOf(models));
    }
    Group group = groups.get(service);
    if (group != null) {
      apply(service, group);
    }
  }

  /** Nothing here is from before. */
  @Override
  public void othersHaveNone(Set<ObjectKey> withModels) {}

  @Override
  public synchronized Progress progress(ObjectKey service, Source model) {
    Group group = groups.get(service);
    return group == null ? WAITING : group.progress.getOrDefault(model, WAITING);
  }

  private void apply(ObjectKey service, Group group) {
    Map<String, Source> goal = new HashMap<>();
    for (Source source : wanted.getOrDefault(service, List.of())) {
      goal.put(source.name(), source);
    }
    Set<String> names = new HashSet<>(group.goal.keySet());
    names.addAll(goal.keySet());
    for (String name : names) {
      Source source = goal.get(name);
      if (!Objects.equals(source, group.goal.get(name))) {
        Thread.ofVirtual().name("settle-" + name).start(() -> settle(group, name));
      }
    }
    group.goal.clear();
    group.goal.putAll(goal);
    group.progress.keySet().retainAll(goal.values());
  }

  /** Makes of a model what it is to be now; one thread at a time for each name. */
  private void settle(Group group, String name) {
    synchronized (group.locks.computeIfAbsent(name, _ -> new Object())) {
      Source goal = goal(group, name);
      Source loaded = group.loaded.get(name);
      if (goal != null && goal.equals(loaded)) {
        ended(group, goal, new Progress(State.READY, "")); // it was not wanted for a moment
        return;
      }
      if (goal == null || (loaded != null && loaded.version().equals(goal.version()))) {
        unloadOthers(group, name, "");
        group.loaded.remove(name);
      }
      if (goal != null) {
        Progress progress = load(group, goal);
        if (progress.state() == State.READY) {
          group.loaded.put(name, goal);
          unloadOthers(group, name, goal.version());
        }
        ended(group, goal, progress);
      }
    }
  }

  private synchronized @Nullable Source goal(Group group, String name) {
    return group.goal.get(name);
  }

  private synchronized void ended(Group group, Source source, Progress progress) {
    if (source.equals(group.goal.get(source.name()))) {
      group.progress.put(source, progress);
    }
  }

  private static String reason(Source source, Throwable failure) {
    if (!(failure instanceof ServingException)) {
      log.error("model {}: loading failed unexpectedly", source.name(), failure);
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** Whatever fails becomes the model's state: nobody else hears of it on this thread. */
  private Progress load(Group group, Source source) {
    try {
      return loaded(group, source);
    } catch (RuntimeException | Error e) {
      return new Progress(State.FAILED, reason(source, e));
    }
  }

  private Progress loaded(Group group, Source source) {
    SharedRisks risks = group.risks;
    JournalledRuns runs = new JournalledRuns(risks.risk("running model " + source.name()));
    boolean ready = false;
    try (CrashJournal.Risk risk = risks.risk("loading model " + source.name())) {
      risk.begin();
      ModelId id = new ModelId(source.name(), source.version());
      ModelStatus status =
          group.repository.load(
              new ModelSpec(id, null, () -> files(source), Map.of(), execution, runs));
      ready = status.ready();
      risks.container().log().line("model " + id + ": " + status.state() + " " + status.reason());
      return ready ? new Progress(State.READY, "") : new Progress(State.FAILED, status.reason());
    } finally {
      if (!ready) {
        runs.over(); // it has come to no model
      }
    }
  }

  private ModelFiles files(Source source) {
    Path fetched =
        store.fetch(
            source.storageUri(), base, (uri, bytes, _) -> log.debug("{}: {} bytes", uri, bytes));
    return ModelDirectory.read(fetched).versions().getLast().files();
  }

  /** All versions of a model but one; empty for all. */
  private static void unloadOthers(Group group, String name, String but) {
    try {
      for (ModelStatus status : group.repository.versions(name)) {
        if (!status.id().version().equals(but)) {
          group.repository.unload(status.id());
        }
      }
    } catch (ServingException e) {
      if (e.code() != ErrorCode.NOT_FOUND) { // else somebody else was first
        log.error("model {} is not unloaded", name, e);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
