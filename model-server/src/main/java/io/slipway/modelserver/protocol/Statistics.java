// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.CacheCounts;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.RunCounts;
import io.slipway.transport.codec.ModelStatisticsRecord;
import io.slipway.transport.codec.ModelStatisticsRecord.Batch;
import io.slipway.transport.codec.ModelStatisticsRecord.Duration;
import io.slipway.transport.codec.ModelStatisticsRecord.Times;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.codec.grpc.HealthMessages.ModelReference;
import io.slipway.transport.codec.grpc.StatisticsMessages;
import io.slipway.transport.codec.v2.StatisticsDocument;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What models have done, alike in every protocol. */
final class Statistics {
  private static final int EXPECTED_RESPONSE_BYTES = 512;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Statistics() {}

  static void answer(
      HttpExchange exchange, Scope scope, @Nullable String model, @Nullable String version) {
    List<ModelStatisticsRecord> records = records(scope, model, version);
    Answers.json(exchange, 200, out -> StatisticsDocument.write(records, out));
  }

  static void answer(GrpcCall call, Scope scope) {
    ModelReference model = HealthMessages.decodeReference(call.message());
    List<ModelStatisticsRecord> records =
        records(scope, model.name().isEmpty() ? null : model.name(), model.version());
    call.respond(
        Answers.write(out -> StatisticsMessages.encode(records, out), EXPECTED_RESPONSE_BYTES));
  }

  /**
   * Of the version that is named, or all of that model, or all of the scope; only those that are
   * ready have any.
   *
   * @throws io.slipway.api.error.ServingException NOT_FOUND, or UNAVAILABLE if it is not ready
   */
  private static List<ModelStatisticsRecord> records(
      Scope scope, @Nullable String model, @Nullable String version) {
    if (model == null) {
      return of(scope, scope.catalog().models());
    }
    ModelStatus status = scope.readyStatus(model, version);
    return of(scope, version == null ? scope.catalog().versions(model) : List.of(status));
  }

  private static List<ModelStatisticsRecord> of(Scope scope, List<ModelStatus> models) {
    List<ModelStatisticsRecord> records = new ArrayList<>();
    for (ModelStatus status : models) {
      ModelStatistics statistics = scope.statistics().statistics(status.id());
      if (statistics != null) {
        records.add(record(status.id(), statistics));
      }
    }
    return records;
  }

  private static ModelStatisticsRecord record(ModelId id, ModelStatistics statistics) {
    RunCounts runs = statistics.runs();
    CacheCounts cache = statistics.cache();
    long count = runs.count();
    long last =
        count == 0
            ? 0
            : System.currentTimeMillis() - statistics.nanosSinceLastRun() / NANOS_PER_MILLI;
    return new ModelStatisticsRecord(
        id.name(),
        id.version(),
        last,
        runs.items(),
        runs.executions(),
        times(statistics, runs),
        cache == null ? Duration.NONE : new Duration(cache.hits(), cache.hitNanos()),
        cache == null ? Duration.NONE : new Duration(cache.misses(), cache.missNanos()),
        runs.batches().stream().map(Statistics::batch).toList());
  }

  private static Times times(ModelStatistics statistics, RunCounts runs) {
    long count = runs.count();
    RunCounts.Parts nanos = runs.nanos();
    long total = nanos.queue() + nanos.input() + nanos.infer() + nanos.output();
    CacheCounts cache = statistics.cache();
    return new Times(
        cache == null
            ? new Duration(count, total)
            : new Duration(count + cache.hits(), total + cache.hitNanos()),
        new Duration(statistics.failures(), statistics.failureNanos()),
        new Duration(count, nanos.queue()),
        new Duration(count, nanos.input()),
        new Duration(count, nanos.infer()),
        new Duration(count, nanos.output()));
  }

  private static Batch batch(RunCounts.Batch batch) {
    RunCounts.Parts nanos = batch.nanos();
    return new Batch(
        batch.size(),
        new Duration(batch.count(), nanos.input()),
        new Duration(batch.count(), nanos.infer()),
        new Duration(batch.count(), nanos.output()));
  }
}
