// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The predictions' counts as Prometheus reads them; on its own, so that only a scrape loads it. */
record PredictionSeries(
    Map<PredictionKind, Durations> durations, Map<PredictionKind.Failed, LongAdder> failures)
    implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    HistogramSnapshot.Builder answered =
        HistogramSnapshot.builder()
            .name("slipway_inference_duration_seconds")
            .unit(Unit.SECONDS)
            .help("Answered predictions, from the complete request to the answer.");
    durations.forEach((kind, values) -> answered.dataPoint(histogram(kind, values)));
    CounterSnapshot.Builder failed =
        CounterSnapshot.builder()
            .name("slipway_inference_failures")
            .help("Predictions that a loaded model's caller was refused, by reason.");
    failures.forEach((kind, count) -> failed.dataPoint(counter(kind, count)));
    return MetricSnapshots.of(answered.build(), failed.build());
  }

  private static HistogramDataPointSnapshot histogram(PredictionKind kind, Durations values) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    double[] bounds = Durations.boundsSeconds();
    long[] counts = values.counts();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels(kind))
        .classicHistogramBuckets(buckets.build())
        .sum(values.sumSeconds())
        .build();
  }

  private static CounterDataPointSnapshot counter(PredictionKind.Failed kind, LongAdder count) {
    return CounterDataPointSnapshot.builder()
        .labels(labels(kind.kind()).merge(Labels.of("code", kind.code().name())))
        .value((double) count.sum())
        .build();
  }

  private static Labels labels(PredictionKind kind) {
    Labels labels =
        Labels.of(
            "namespace", kind.namespace(),
            "model", kind.model().name(),
            "version", kind.model().version(),
            "protocol", kind.protocol().tag());
    return kind.service() == null ? labels : labels.merge(Labels.of("service", kind.service()));
  }
}
