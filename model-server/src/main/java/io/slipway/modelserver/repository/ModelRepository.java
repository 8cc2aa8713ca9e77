// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.cache.CachingScheduler;
import io.slipway.modelserver.cache.ResponseCache;
import io.slipway.modelserver.config.ConfigDescription;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.ensemble.EnsembleModel;
import io.slipway.modelserver.ensemble.EnsemblePlan;
import io.slipway.modelserver.ensemble.EnsembleScheduler;
import io.slipway.modelserver.ensemble.StepModels;
import io.slipway.modelserver.ensemble.StepModels.StepModel;
import io.slipway.modelserver.execution.ModelExecutor;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.OrderedAnswers;
import io.slipway.modelserver.execution.Scheduler;
import io.slipway.modelserver.execution.StatisticsSource;
import io.slipway.modelserver.sequence.SequenceScheduler;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of all models of one namespace. Predictions and questions read one immutable
 * snapshot; {@link #load} and {@link #unload} block and may be called from several threads at once,
 * for different versions.
 */
public final class ModelRepository implements ModelCatalog, InferenceEndpoint, StatisticsSource {
  private static final Logger log = LoggerFactory.getLogger(ModelRepository.class);

  private final ModelLoader loader;
  private final LongSupplier nanoClock;
  private final @Nullable ResponseCache cache;

  /** How often a model came, went or was replaced; counted when requests see it. */
  private final AtomicLong changes = new AtomicLong();

  private final AtomicReference<Map<String, List<ServedModel>>> models =
      new AtomicReference<>(Map.of());

  /** By the names of models; most often none. */
  private volatile Map<String, TrafficSplit> splits = Map.of();

  /** Without a cache of answers. */
  public ModelRepository(
      Engines engines, Path cacheDirectory, TensorAllocator allocator, LongSupplier nanoClock) {
    this(engines, cacheDirectory, allocator, nanoClock, null);
  }

  /**
   * @param cache of the answers of models that have them cached; null if none has
   */
  public ModelRepository(
      Engines engines,
      Path cacheDirectory,
      TensorAllocator allocator,
      LongSupplier nanoClock,
      @Nullable ResponseCache cache) {
    this.loader = new ModelLoader(engines, cacheDirectory, allocator, this);
    this.nanoClock = nanoClock;
    this.cache = cache;
  }

  /**
   * Makes the version known, fetches and loads it; blocks until it is READY or FAILED. A failure is
   * the version's state and reason, not an exception.
   *
   * @return the status it ended in
   * @throws ServingException CONFLICT if this version is there already and has not failed
   */
  public ModelStatus load(ModelSpec spec) {
    return loadNew(spec).status();
  }

  private Outcome loadNew(ModelSpec spec) {
    ServedModel served = register(spec);
    return new Outcome(served, bringUp(served));
  }

  /**
   * As {@link #load}, also if this version is there and READY: it answers until the new one is
   * ready, and goes on if that fails.
   *
   * @return what became of the new one
   */
  Outcome replace(ModelSpec spec) throws InterruptedException {
    ServedModel present = find(spec.id().name(), spec.id().version());
    if (present == null || present.running() == null) {
      return loadNew(spec);
    }
    ServedModel next = new ServedModel(spec);
    Outcome outcome = new Outcome(next, bringUp(next));
    if (outcome.failure() == null) {
      models.updateAndGet(current -> with(without(current, present), next));
      changes.incrementAndGet();
      retire(present);
    }
    return outcome;
  }

  /**
   * What became of a load.
   *
   * @param failure null if it is READY
   */
  record Outcome(ServedModel served, @Nullable ServingException failure) {
    ModelStatus status() {
      return served.status();
    }
  }

  /** Null if it is READY now. */
  private @Nullable ServingException bringUp(ServedModel served) {
    ModelSpec spec = served.spec();
    served.loading();
    long begin = nanoClock.getAsLong();
    ModelLoader.Loaded loaded = null;
    try {
      loaded = loader.load(spec);
      served.ready(
          new ServedModel.Running(loaded, scheduler(spec.id(), loaded)),
          loaded.engine() + ", " + (nanoClock.getAsLong() - begin) / 1_000_000 + " ms");
      changes.incrementAndGet();
      return null;
    } catch (RuntimeException | Error e) {
      if (loaded != null) {
        loaded.model().close();
      }
      if (!(e instanceof ServingException)) {
        log.error("model {}: loading failed unexpectedly", spec.id(), e);
      }
      served.failed(e instanceof ServingException refusal ? refusal.getMessage() : e.toString());
      return ServingException.from(e);
    }
  }

  private Scheduler scheduler(ModelId id, ModelLoader.Loaded loaded) {
    Scheduler scheduler = cached(id, loaded, ownScheduler(id, loaded));
    return loaded.execution().batching().preserveOrdering()
        ? new OrderedAnswers(scheduler, loaded.execution().priorities())
        : scheduler;
  }

  private Scheduler cached(ModelId id, ModelLoader.Loaded loaded, Scheduler own) {
    ModelConfig config = loaded.files().config();
    if (config == null || !config.cachesAnswers()) {
      return own;
    }
    if (cache == null) {
      log.warn(
          "model {}: response_cache has no effect: the server has no response cache"
              + " (expected: --response-cache-byte-size)",
          id);
      return own;
    }
    // What an ensemble answers may change with every model that is replaced.
    LongSupplier epoch = config.ensemble() == null ? () -> 0 : changes::get;
    int waiting = loaded.execution().queueCapacity();
    return new CachingScheduler(id, own, cache, waiting, nanoClock, epoch);
  }

  private Scheduler ownScheduler(ModelId id, ModelLoader.Loaded loaded) {
    EnsemblePlan ensemble = ensemble(loaded);
    if (ensemble != null) {
      boolean batched = loaded.admission().maxBatchSize() > 0;
      return new EnsembleScheduler(id, ensemble, batched, this, nanoClock);
    }
    return loaded.sequences() == null
        ? new ModelExecutor(id, loaded.model(), loaded.execution(), loader.allocator(), nanoClock)
        : SequenceScheduler.start(
            id,
            loaded.sequences(),
            loaded.admission().maxBatchSize(),
            loaded.execution(),
            nanoClock);
  }

  /** Null if it is none. */
  private static @Nullable EnsemblePlan ensemble(ModelLoader.Loaded loaded) {
    ModelConfig config = loaded.files().config();
    return config == null || config.ensemble() == null
        ? null
        : ((EnsembleModel) loaded.model()).plan();
  }

  /** For ensembles; made for each load of one, so that other starts make no class of it. */
  StepModels stepModels() {
    return this::describe;
  }

  private StepModel describe(String name, @Nullable String version) {
    ModelLoader.Loaded loaded = running(name, version).loaded();
    EnsemblePlan ensemble = ensemble(loaded);
    return new StepModel(
        loaded.signature(),
        loaded.admission().maxBatchSize(),
        loaded.sequences() != null || (ensemble != null && ensemble.keepsSequences()),
        ensemble == null ? Set.of() : ensemble.models());
  }

  /** The ensembles that are READY, and the models that each uses. */
  Map<String, Set<String>> ensembles() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (List<ServedModel> versions : models.get().values()) {
      for (ServedModel version : versions) {
        ServedModel.Running running = version.running();
        EnsemblePlan ensemble = running == null ? null : ensemble(running.loaded());
        if (ensemble != null) {
          all.merge(version.id().name(), ensemble.models(), ModelRepository::union);
        }
      }
    }
    return all;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * Takes the version out of service, waits for its requests under way and returns its memory.
   *
   * @throws ServingException NOT_FOUND if there is no such version
   */
  public void unload(ModelId id) throws InterruptedException {
    ServedModel served = find(id.name(), id.version());
    if (served == null) {
      throw unknown(id.name(), id.version());
    }
    models.updateAndGet(current -> without(current, served));
    changes.incrementAndGet();
    retire(served);
  }

  /** Ends a version that is not found any more. */
  private static void retire(ServedModel served) throws InterruptedException {
    ServedModel.Running running = served.unloading();
    if (running != null) {
      running.executor().stop(served.spec().execution().drainTimeout());
      running.model().close();
    }
    served.unloaded();
  }

  /** Unloads everything; for the end. */
  public void unloadAll() throws InterruptedException {
    for (ModelStatus status : models()) {
      unload(status.id());
    }
  }

  @Override
  public Cancellable infer(InferenceRequest request, InferenceCallback callback) {
    while (true) {
      ServedModel served = find(request.modelName(), request.modelVersion());
      ServedModel.Running running = served == null ? null : served.running();
      if (running == null) {
        if (served != null && find(request.modelName(), request.modelVersion()) != served) {
          continue; // it was replaced right after it was found
        }
        return refuse(
            request,
            callback,
            served == null
                ? unknown(request.modelName(), request.modelVersion())
                : notReady(served.status()));
      }
      InferenceRequest admitted;
      try {
        admitted = running.loaded().admission().admit(request, nanoClock.getAsLong());
      } catch (ServingException e) {
        return refuse(request, callback, e);
      }
      Cancellable work = running.executor().trySubmit(admitted, callback);
      if (work != null) {
        return work;
      }
      // It was replaced or unloaded since it was found: look again.
    }
  }

  @Override
  public @Nullable ServingException overload(ModelId model) {
    ServedModel served = find(model.name(), model.version());
    ServedModel.Running running = served == null ? null : served.running();
    return running == null ? null : running.executor().overload();
  }

  private static Cancellable refuse(
      InferenceRequest request, InferenceCallback callback, ServingException failure) {
    request.close();
    callback.failed(failure);
    return Cancellable.NONE;
  }

  @Override
  public List<ModelStatus> models() {
    return models.get().values().stream().flatMap(List::stream).map(ServedModel::status).toList();
  }

  @Override
  public List<ModelStatus> versions(String name) {
    return models.get().getOrDefault(name, List.of()).stream().map(ServedModel::status).toList();
  }

  @Override
  public Optional<ModelStatus> model(String name, @Nullable String version) {
    ServedModel served = find(name, version);
    return served == null ? Optional.empty() : Optional.of(served.status());
  }

  /**
   * From now on requests for these models that name no version go to versions by these splits; for
   * the others, to the newest version that is READY.
   */
  public void split(Map<String, TrafficSplit> byModel) {
    splits = Map.copyOf(byModel);
  }

  @Override
  public @Nullable String choose(String name) {
    Map<String, TrafficSplit> now = splits;
    TrafficSplit split = now.isEmpty() ? null : now.get(name);
    return split == null
        ? null
        : split.choose(version -> runs(name, version), ThreadLocalRandom.current().nextDouble());
  }

  private boolean runs(String name, String version) {
    ServedModel served = find(name, version);
    return served != null && served.running() != null;
  }

  @Override
  public @Nullable ModelStatistics statistics(ModelId id) {
    ServedModel served = find(id.name(), id.version());
    ServedModel.Running running = served == null ? null : served.running();
    return running == null ? null : running.executor().statistics();
  }

  /** How many requests wait for this version's workers; 0 if it does not run. */
  public int queueLength(ModelId id) {
    ServedModel served = find(id.name(), id.version());
    ServedModel.Running running = served == null ? null : served.running();
    return running == null ? 0 : running.executor().queueLength();
  }

  /** How many requests of this version may be under way now; 0 if that is not limited. */
  public int limit(ModelId id) {
    ServedModel served = find(id.name(), id.version());
    ServedModel.Running running = served == null ? null : served.running();
    return running == null ? 0 : running.executor().limit();
  }

  /**
   * The whole configuration of a version that is READY, as far as it is known.
   *
   * @throws ServingException NOT_FOUND, or UNAVAILABLE if it does not answer now
   */
  public ConfigMessage config(String name, @Nullable String version) {
    ModelLoader.Loaded loaded = running(name, version).loaded();
    return ConfigDescription.of(
        name,
        loaded.files().config(),
        loaded.signature(),
        loaded.execution().workers(),
        String.valueOf(loaded.file().getFileName()));
  }

  private ServedModel.Running running(String name, @Nullable String version) {
    ServedModel served = find(name, version);
    if (served == null) {
      throw unknown(name, version);
    }
    ServedModel.Running running = served.running();
    if (running == null) {
      throw notReady(served.status());
    }
    return running;
  }

  /** What a request for a model that is not there is answered with. */
  public static ServingException unknown(String name, @Nullable String version) {
    return new ServingException(
        ErrorCode.NOT_FOUND,
        version == null
            ? "model '" + name + "' not found"
            : "model '" + name + "' has no version '" + version + "'");
  }

  /** What a request for a model that does not answer now is answered with. */
  public static ServingException notReady(ModelStatus status) {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "model '%s' is not ready: %s%s"
            .formatted(
                status.id().name(),
                status.state(),
                status.reason().isEmpty() ? "" : " (" + status.reason() + ")"));
  }

  private @Nullable ServedModel find(String name, @Nullable String version) {
    List<ServedModel> versions = models.get().get(name);
    if (versions == null) {
      return null;
    }
    if (version != null && !version.isEmpty()) {
      for (ServedModel served : versions) {
        if (served.id().version().equals(version)) {
          return served;
        }
      }
      return null;
    }
    TrafficSplit split = splits.isEmpty() ? null : splits.get(name);
    if (split != null && runs(name, split.main())) {
      return find(name, split.main());
    }
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (versions.get(i).running() != null) {
        return versions.get(i);
      }
    }
    return versions.getLast();
  }

  private ServedModel register(ModelSpec spec) {
    ServedModel served = new ServedModel(spec);
    models.updateAndGet(current -> {
      ServedModel present = findIn(current, spec.id());
      if (present != null && present.status().state() != ModelState.FAILED) {
        throw new ServingException(
            ErrorCode.CONFLICT, "model '" + spec.id() + "' is already " + present.status().state());
      }
      return with(present == null ? current : without(current, present), served);
    });
    return served;
  }

  private static @Nullable ServedModel findIn(Map<String, List<ServedModel>> models, ModelId id) {
    for (ServedModel served : models.getOrDefault(id.name(), List.of())) {
      if (served.id().equals(id)) {
        return served;
      }
    }
    return null;
  }

  private static Map<String, List<ServedModel>> with(
      Map<String, List<ServedModel>> current, ServedModel served) {
    Map<String, List<ServedModel>> next = new TreeMap<>(current);
    List<ServedModel> versions = new ArrayList<>(next.getOrDefault(served.id().name(), List.of()));
    versions.add(served);
    versions.sort((one, other) -> VersionOrder.compare(one.id().version(), other.id().version()));
    next.put(served.id().name(), List.copyOf(versions));
    return next;
  }

  private static Map<String, List<ServedModel>> without(
      Map<String, List<ServedModel>> current, ServedModel served) {
    Map<String, List<ServedModel>> next = new TreeMap<>(current);
    List<ServedModel> versions =
        next.getOrDefault(served.id().name(), List.of()).stream()
            .filter(each -> each != served)
            .toList();
    if (versions.isEmpty()) {
      next.remove(served.id().name());
    } else {
      next.put(served.id().name(), versions);
    }
    return next;
  }
}
