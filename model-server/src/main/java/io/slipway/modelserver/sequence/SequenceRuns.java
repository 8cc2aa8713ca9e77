// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.execution.RunCounts;
import io.slipway.modelserver.sequence.SequenceModel.Row;
import io.slipway.modelserver.sequence.SequenceSlots.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs batches of requests and answers them. Thread-safe. */
final class SequenceRuns {
  private static final Logger log = LoggerFactory.getLogger(SequenceRuns.class);

  private final ModelId id;
  private final SequenceModel model;
  private final ModelStatistics statistics;
  private final LongSupplier nanoClock;

  SequenceRuns(
      ModelId id, SequenceModel model, ModelStatistics statistics, LongSupplier nanoClock) {
    this.id = id;
    this.model = model;
    this.statistics = statistics;
    this.nanoClock = nanoClock;
  }

  /** Blocks until all of them are answered. */
  void run(List<Sequence<SequenceJob>> batch, RunCounts counts) {
    long begun = nanoClock.getAsLong();
    long prepared;
    List<List<NamedTensor>> results;
    try (SequenceRun run = model.prepare(rows(batch))) {
      prepared = nanoClock.getAsLong();
      results = run.run(batch.stream().map(each -> each.step().request.outputs()).toList());
    } catch (RuntimeException | Error e) {
      failed(batch, e, counts);
      return;
    }
    long computed = nanoClock.getAsLong();
    long[] submitted = batch.stream().mapToLong(each -> each.step().request.submitted()).toArray();
    counts.ranTogether(submitted, submitted.length, begun, prepared, computed);
    long written = computed;
    for (int i = 0; i < results.size(); i++) {
      SequenceJob job = batch.get(i).step().request;
      job.request().ran(job.submitted(), begun, prepared, computed);
      answer(job, results.get(i));
      long now = nanoClock.getAsLong();
      counts.answered(batch.size(), now - written);
      written = now;
    }
  }

  private static List<Row> rows(List<Sequence<SequenceJob>> batch) {
    List<Row> rows = new ArrayList<>(batch.size());
    for (Sequence<SequenceJob> each : batch) {
      rows.add(new Row(each.step().request.inputs(), each.step().place, each.state));
    }
    return rows;
  }

  /** Values that the model refuses are one request's fault; the others have their answers. */
  private void failed(List<Sequence<SequenceJob>> batch, Throwable failure, RunCounts counts) {
    if (batch.size() > 1
        && failure instanceof ServingException refusal
        && refusal.code() == ErrorCode.INVALID_ARGUMENT) {
      batch.forEach(each -> run(List.of(each), counts));
      return;
    }
    ServingException seen = seen(failure);
    for (Sequence<SequenceJob> each : batch) {
      SequenceJob job = each.step().request;
      job.request().close();
      statistics.failed(FailureReason.BACKEND, nanoClock.getAsLong() - job.submitted());
      callBack(() -> job.callback().failed(seen));
    }
  }

  private void answer(SequenceJob job, List<NamedTensor> outputs) {
    job.request().close();
    InferenceResponse response =
        new InferenceResponse(id.name(), id.version(), job.request().id(), Map.of(), outputs);
    callBack(() -> job.callback().succeeded(response));
  }

  /** A worker outlives what the other side does. */
  private void callBack(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      log.error("model {}: an answer was not taken", id, e);
    }
  }

  /** Fails a request that has not run. */
  void fail(SequenceJob job, ServingException failure) {
    job.request().close();
    long nanos = nanoClock.getAsLong() - job.submitted();
    statistics.failed(ModelStatistics.reason(failure.code()), nanos);
    callBack(() -> job.callback().failed(failure));
  }

  /** Fails a request that does not fit. */
  void refused(InferenceCallback callback, Throwable failure) {
    ServingException seen = seen(failure);
    statistics.failed(ModelStatistics.reason(seen.code()), 0);
    callback.failed(seen);
  }

  /** What the caller is told; a fault of ours leaves its stack in the log. */
  private ServingException seen(Throwable failure) {
    if (!(failure instanceof ServingException)) {
      log.error("model {}: a run failed", id, failure);
    }
    return ServingException.from(failure);
  }
}
