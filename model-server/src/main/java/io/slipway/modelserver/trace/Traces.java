// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.writing.WriteCounts;
import io.slipway.modelserver.writing.WriteQueue;
import io.slipway.transport.codec.SettingValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a server: which requests are traced, and how, as clients set it; and their files.
 * Tracing never makes a request wait: traces for which there is no room are dropped and counted.
 * Thread-safe.
 */
public final class Traces implements AutoCloseable {
  private static final int MAX_WAITING = 1000;
  private static final long MAX_WAITING_BYTES = 64L << 20;

  /** How many models may have settings of their own, and counters. */
  private static final int MAX_MODELS = 1000;

  /** Whose setting it is if no model's: no model is called so. */
  private static final String ALL_MODELS = "";

  private record Key(String namespace, String model) {}

  /** How one model's requests are sampled. */
  private record Sampler(String account, TraceSetting setting, AtomicInteger requests) {
    boolean samples() {
      int count = requests.updateAndGet(before -> before + 1 >= setting.rate() ? 0 : before + 1);
      return count == 0 && setting.count().take();
    }
  }

  /** All settings of one moment. */
  private record Settings(
      TraceSetting ofAll,
      TraceOverrides setOfAll,
      Map<Key, TraceOverrides> ofModels,
      boolean off,
      ConcurrentHashMap<Key, Sampler> samplers) {
    static Settings of(
        TraceSetting beginning, TraceOverrides setOfAll, Map<Key, TraceOverrides> ofModels) {
      TraceSetting ofAll = setOfAll.over(beginning);
      boolean off = ofAll.levels().isOff();
      for (TraceOverrides ofModel : ofModels.values()) {
        off &= ofModel.over(ofAll).levels().isOff();
      }
      return new Settings(ofAll, setOfAll, ofModels, off, new ConcurrentHashMap<>());
    }

    TraceSetting of(@Nullable Key key) {
      TraceOverrides own = key == null ? null : ofModels.get(key);
      return own == null ? ofAll : own.over(ofAll);
    }

    Sampler sampler(Key key) {
      Sampler known = samplers.get(key);
      if (known != null) {
        return known;
      }
      if (samplers.size() >= MAX_MODELS) {
        samplers.clear(); // many models came and went; those that are there count anew
      }
      String account = ofModels.containsKey(key) ? key.namespace() + "/" + key.model() : ALL_MODELS;
      return samplers.computeIfAbsent(key, _ -> new Sampler(account, of(key), new AtomicInteger()));
    }
  }

  private final TraceConfig config;
  private final WriteQueue<TraceRecord> queue;
  private final AtomicLong ids = new AtomicLong();
  private volatile Settings settings;

  private Traces(TraceConfig config, ServerMetrics metrics) {
    this.config = config;
    this.settings = Settings.of(config.setting(), TraceOverrides.NONE, Map.of());
    this.queue =
        new WriteQueue<>(
            "traces to " + config.file(),
            new TraceFiles(config.file(), config.maxBytes()),
            MAX_WAITING,
            MAX_WAITING_BYTES,
            new WriteCounts(
                metrics, "slipway.traces", "Traces of requests, by what became of them."));
  }

  /** Traces with a thread that waits for them. */
  public static Traces start(TraceConfig config, ServerMetrics metrics) {
    Traces traces = new Traces(config, metrics);
    traces.queue.start();
    return traces;
  }

  /**
   * The settings by their names.
   *
   * @param model null for those of all models that have none of their own
   */
  public Map<String, SettingValue> describe(String namespace, @Nullable String model) {
    return TraceSettingRules.describe(
        settings.of(model == null ? null : new Key(namespace, model)), config.file().toString());
  }

  /**
   * Changes settings in one step; they hold when this returns, and samples are counted anew.
   *
   * @param model null for those of all models that have none of their own
   * @throws ServingException INVALID_ARGUMENT that names the setting that cannot be; nothing is
   *     changed then
   */
  public synchronized void change(
      String namespace, @Nullable String model, Map<String, SettingValue> changes) {
    Settings before = settings;
    if (model == null) {
      TraceOverrides ofAll = apply(before.setOfAll(), changes);
      if (ofAll.count() == null) { // what is unset begins again
        ofAll = ofAll.withCount(new TraceCount(config.count()));
      }
      settings = Settings.of(config.setting(), ofAll, before.ofModels());
      return;
    }
    Key key = new Key(namespace, model);
    TraceOverrides own =
        apply(Objects.requireNonNullElse(before.ofModels().get(key), TraceOverrides.NONE), changes);
    Map<Key, TraceOverrides> ofModels = new HashMap<>(before.ofModels());
    if (own.isNone()) {
      ofModels.remove(key);
    } else {
      ofModels.put(key, own);
    }
    if (ofModels.size() > MAX_MODELS) {
      throw new ServingException(
          ErrorCode.RESOURCE_EXHAUSTED,
          MAX_MODELS + " models have trace settings of their own, which is the limit");
    }
    settings = Settings.of(config.setting(), before.setOfAll(), Map.copyOf(ofModels));
  }

  private TraceOverrides apply(TraceOverrides before, Map<String, SettingValue> changes) {
    return TraceSettingRules.apply(before, changes, config.file().toString());
  }

  /** A trace, if this request is one to be traced. */
  public @Nullable RequestTrace sample(String namespace, ModelId model, InferenceRequest request) {
    Settings now = settings;
    if (now.off()) {
      return null;
    }
    Sampler sampler = now.sampler(new Key(namespace, model.name()));
    if (sampler.setting().levels().isOff()
        || !sampler.samples()
        || !queue.reserve(RequestTrace.POINTS_BYTES)) {
      return null;
    }
    return new RequestTrace(
        ids.incrementAndGet(), model, request.id(), sampler.account(), sampler.setting(), queue);
  }

  /** Lets what waits be written, for some seconds. */
  @Override
  public void close() {
    queue.close();
  }
}
