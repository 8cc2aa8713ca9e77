// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.CacheCounts;
import io.slipway.modelserver.execution.LatencyBuckets;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.execution.RunCounts;
import io.slipway.modelserver.execution.RunCounts.Histogram;
import io.slipway.modelserver.execution.RunCounts.Parts;
import io.slipway.modelserver.repository.ModelRepository;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How models are, and what they have done, the latter under the names that dashboards for Triton
 * and KServe read. All of it is made of counters that are kept anyway, when somebody reads it.
 */
final class ModelSeries {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int NANO_DIGITS = 9;

  /**
   * A version, whatever its state.
   *
   * @param limit none if it is 0
   */
  private record Known(String labels, ModelState state, int waiting, int limit) {}

  /** A version that runs. */
  private record Running(
      String model, String labels, ModelStatistics statistics, RunCounts runs, int waiting) {}

  private ModelSeries() {}

  static String text(List<ObservedModels> observed) {
    List<Known> known = new ArrayList<>();
    List<Running> models = new ArrayList<>();
    for (ObservedModels each : observed.stream().sorted(ObservedModels.ORDER).toList()) {
      ModelRepository repository = each.repository();
      for (ModelStatus status : repository.models()) {
        ModelId id = status.id();
        String labels = each.labels(id);
        int waiting = repository.queueLength(id);
        known.add(new Known(labels, status.state(), waiting, repository.limit(id)));
        ModelStatistics statistics = repository.statistics(id);
        if (statistics != null) {
          models.add(new Running(id.name(), labels, statistics, statistics.runs(), waiting));
        }
      }
    }
    TextFormat out = new TextFormat();
    writeKnown(out, known);
    writeTriton(out, models);
    writeKserve(out, models);
    return out.text();
  }

  private static void writeKnown(TextFormat out, List<Known> models) {
    out.metric(
        "slipway_model_state",
        "gauge",
        "1 for the state that a model version is in, 0 for the others.");
    for (Known model : models) {
      for (ModelState state : ModelState.values()) {
        String labels = model.labels() + "," + TextFormat.labels("state", state.name());
        out.sample(labels, model.state() == state ? 1 : 0);
      }
    }
    out.metric(
        "slipway_queue_length", "gauge", "Requests that wait for a worker of a model version.");
    for (Known model : models) {
      out.sample(model.labels(), model.waiting());
    }
    out.metric(
        "slipway_requests_limit",
        "gauge",
        "Requests of a model version that may be under way; falls while they wait long.");
    for (Known model : models) {
      if (model.limit() > 0) {
        out.sample(model.labels(), model.limit());
      }
    }
  }

  private static void writeTriton(TextFormat out, List<Running> models) {
    counter(
        out,
        "nv_inference_request_success",
        "Requests that were answered.",
        models,
        model -> model.runs().count() + hits(model));
    out.metric(
        "nv_inference_request_failure",
        "counter",
        "Requests that the model did not answer, by reason.");
    for (Running model : models) {
      for (FailureReason reason : FailureReason.values()) {
        String labels = model.labels() + "," + TextFormat.labels("reason", reason.name());
        out.sample(labels, model.statistics().failures(reason));
      }
    }
    counter(out, "nv_inference_count", "Batch items that were run.", models, m -> m.runs().items());
    counter(
        out, "nv_inference_exec_count", "Runs of the model.", models, m -> m.runs().executions());
    out.metric("nv_inference_pending_request_count", "gauge", "Requests that wait for the model.");
    for (Running model : models) {
      out.sample(model.labels(), model.waiting());
    }
    writeDurations(out, models);
    writeCaches(out, models);
  }

  private static long hits(Running model) {
    CacheCounts cache = model.statistics().cache();
    return cache == null ? 0 : cache.hits();
  }

  /** Only of models whose answers are cached. */
  private static void writeCaches(TextFormat out, List<Running> models) {
    if (models.stream().allMatch(model -> model.statistics().cache() == null)) {
      return;
    }
    cache(out, "num_hits", "Requests that were answered without a run.", models, CacheCounts::hits);
    cache(out, "num_misses", "Requests that had to be run.", models, CacheCounts::misses);
    cache(
        out,
        "hit_duration",
        "Microseconds for looking up what was there.",
        models,
        cache -> cache.hitNanos() / NANOS_PER_MICRO);
    cache(
        out,
        "miss_duration",
        "Microseconds for looking up what was not there, and for keeping it.",
        models,
        cache -> cache.missNanos() / NANOS_PER_MICRO);
  }

  private static void cache(
      TextFormat out,
      String part,
      String help,
      List<Running> models,
      ToLongFunction<CacheCounts> value) {
    out.metric("nv_cache_" + part + "_per_model", "counter", help);
    for (Running model : models) {
      CacheCounts cache = model.statistics().cache();
      if (cache != null) {
        out.sample(model.labels(), value.applyAsLong(cache));
      }
    }
  }

  private static void writeDurations(TextFormat out, List<Running> models) {
    duration(
        out,
        "request",
        "Time of answered requests, from the queue to the answer.",
        models,
        nanos -> nanos.queue() + nanos.input() + nanos.infer() + nanos.output());
    duration(out, "queue", "The part of it in the queue.", models, Parts::queue);
    duration(out, "compute_input", "The part of it for preparing inputs.", models, Parts::input);
    duration(out, "compute_infer", "The part of it in the model.", models, Parts::infer);
    duration(out, "compute_output", "The part of it for writing answers.", models, Parts::output);
  }

  private static void duration(
      TextFormat out, String part, String help, List<Running> models, ToLongFunction<Parts> nanos) {
    counter(
        out,
        "nv_inference_" + part + "_duration_us",
        help,
        models,
        model -> nanos.applyAsLong(model.runs().nanos()) / NANOS_PER_MICRO);
  }

  private static void counter(
      TextFormat out,
      String name,
      String help,
      List<Running> models,
      ToLongFunction<Running> value) {
    out.metric(name, "counter", help);
    for (Running model : models) {
      out.sample(model.labels(), value.applyAsLong(model));
    }
  }

  private static void writeKserve(TextFormat out, List<Running> models) {
    histogram(out, "preprocess", "Time for preparing inputs.", models, RunCounts::preparations);
    histogram(
        out, "predict", "Time in the queue and in the model.", models, RunCounts::predictions);
    histogram(out, "postprocess", "Time for writing answers.", models, RunCounts::answers);
  }

  /** KServe's label is the model's name alone: versions and namespaces are added up. */
  private static void histogram(
      TextFormat out,
      String part,
      String help,
      List<Running> models,
      Function<RunCounts, Histogram> histograms) {
    Map<String, long[]> counts = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    for (Running model : models) {
      Histogram histogram = histograms.apply(model.runs());
      long[] sum = counts.computeIfAbsent(model.model(), _ -> new long[LatencyBuckets.COUNT]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += histogram.counts().get(i);
      }
      sums.merge(model.model(), histogram.nanos(), Long::sum);
    }
    out.metric("request_" + part + "_seconds", "histogram", help);
    counts.forEach((model, sum) ->
        histogram(out, TextFormat.labels("model_name", model), sum, sums.getOrDefault(model, 0L)));
  }

  private static void histogram(TextFormat out, String labels, long[] counts, long nanos) {
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      String bound = i == counts.length - 1 ? "+Inf" : seconds(LatencyBuckets.boundNanos(i));
      out.sample("_bucket", labels + "," + TextFormat.labels("le", bound), Long.toString(below));
    }
    out.sample("_count", labels, Long.toString(below));
    out.sample("_sum", labels, seconds(nanos));
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString();
  }
}
