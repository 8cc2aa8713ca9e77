// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.repository.ModelRepository;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is counted, as Prometheus reads it (docs/metrics.md lists the names). Tag values come from
 * loaded models and closed lists only, so no client can make series; those of models that are gone
 * are told once more, then dropped. Thread-safe.
 */
public final class ServerMetrics {
  /** How a request came in. */
  public enum Protocol {
    V1,
    V2,
    GRPC;

    private final String tag = name().toLowerCase(Locale.ROOT);

    String tag() {
      return tag;
    }
  }

  /** The content type of {@link #scrape()}: Prometheus' text format, version 0.0.4. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * Meters whose values are kept elsewhere; they also hold the owners that a registry does not.
   * Guarded by this object's lock, as is the registry.
   */
  private final List<Consumer<MeterRegistry>> readers = new ArrayList<>();

  /** Made by the first scrape: its classes would cost a start dear. */
  private @Nullable PrometheusMeterRegistry registry;

  /** What scrapes read, and nobody before them. */
  private final List<ObservedModels> observed = new CopyOnWriteArrayList<>();

  private final ConcurrentHashMap<PredictionKind, Durations> durations = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<PredictionKind.Failed, LongAdder> failures =
      new ConcurrentHashMap<>();
  private final Map<ErrorCode, LongAdder> unrouted = new EnumMap<>(ErrorCode.class);

  public ServerMetrics() {
    for (ErrorCode code : ErrorCode.values()) {
      LongAdder count = new LongAdder();
      unrouted.put(code, count);
      total(
          "slipway.unrouted.requests",
          "Requests that failed before a loaded model was found for them.",
          count::sum,
          "code",
          code.name());
    }
  }

  /**
   * A prediction that was answered.
   *
   * @param service whose own model it is; null if it is the namespace's
   */
  public void succeeded(
      String namespace, @Nullable String service, ModelId model, Protocol protocol, long nanos) {
    PredictionKind kind = new PredictionKind(namespace, service, model, protocol);
    durations.computeIfAbsent(kind, _ -> new Durations()).record(nanos);
  }

  /** A prediction that a loaded model's caller was refused; as {@link #succeeded}. */
  public void failed(
      String namespace,
      @Nullable String service,
      ModelId model,
      Protocol protocol,
      ErrorCode code) {
    PredictionKind kind = new PredictionKind(namespace, service, model, protocol);
    failures
        .computeIfAbsent(new PredictionKind.Failed(kind, code), _ -> new LongAdder())
        .increment();
  }

  /** A request that failed before a loaded model was found for it. */
  public void unrouted(ErrorCode code) {
    requireNonNull(unrouted.get(code)).increment();
  }

  /** A value that is read when metrics are. */
  public void gauge(String name, String description, LongSupplier value, String... tags) {
    add(meters ->
        Gauge.builder(name, value, LongSupplier::getAsLong)
            .description(description)
            .tags(tags)
            .strongReference(true)
            .register(meters));
  }

  /** A total that is kept elsewhere; as {@link #gauge}. */
  public void total(String name, String description, LongSupplier value, String... tags) {
    add(meters ->
        FunctionCounter.builder(name, value, LongSupplier::getAsLong)
            .description(description)
            .tags(tags)
            .register(meters));
  }

  private synchronized void add(Consumer<MeterRegistry> reader) {
    readers.add(reader);
    if (registry != null) {
      reader.accept(registry);
    }
  }

  /** Models of a namespace, whose states and queues scrapes tell. */
  public void observe(String namespace, ModelRepository repository) {
    observed.add(new ObservedModels(namespace, null, repository));
  }

  /** Models that a service has for itself, under names that are its own. */
  public void observe(String namespace, String service, ModelRepository repository) {
    observed.add(new ObservedModels(namespace, service, repository));
  }

  /** Its models are not told of any more. */
  public void forget(ModelRepository repository) {
    observed.removeIf(models -> models.repository() == repository);
  }

  public String scrape() {
    String text = registry().scrape("text/plain") + ModelSeries.text(observed);
    // Behind that: what was counted last is told once more.
    durations.keySet().removeIf(this::isGone);
    failures.keySet().removeIf(failed -> isGone(failed.kind()));
    return text;
  }

  private boolean isGone(PredictionKind kind) {
    return observed.stream().noneMatch(models -> models.have(kind));
  }

  private synchronized PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry meters = registry;
    if (meters == null) {
      meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      registry = meters;
      for (Consumer<MeterRegistry> reader : readers) {
        reader.accept(meters);
      }
      meters.getPrometheusRegistry().register(new PredictionSeries(durations, failures));
    }
    return meters;
  }
}
