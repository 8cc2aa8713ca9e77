// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.padding.Padding;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a model's requests and answers them; lets nothing that fails out. Thread-safe. */
final class ModelRuns {
  private static final Logger log = LoggerFactory.getLogger(ModelRuns.class);

  /** Instead of how long a run took. */
  static final long FAILED = -1;

  private final ModelId id;
  private final LoadedModel model;
  private final @Nullable Padding padding;
  private final TensorAllocator allocator;
  private final ModelStatistics statistics;
  private final LongSupplier nanoClock;

  /**
   * @param model borrowed
   * @param padding of requests that differ in more than their rows; null if those never run
   *     together
   * @param allocator for the inputs of several requests together
   */
  ModelRuns(
      ModelId id,
      LoadedModel model,
      @Nullable Padding padding,
      TensorAllocator allocator,
      ModelStatistics statistics,
      LongSupplier nanoClock) {
    this.id = id;
    this.model = model;
    this.padding = padding;
    this.allocator = allocator;
    this.statistics = statistics;
    this.nanoClock = nanoClock;
  }

  /** What one more thread counts in. */
  RunCounts newCounts() {
    return statistics.newCounts();
  }

  /**
   * Blocks until all of them are answered.
   *
   * @param jobs at least one; requests that fit each other
   * @return how long the model took; {@link #FAILED} if a run failed
   */
  long run(List<Job> jobs, RunCounts counts) {
    long begun = nanoClock.getAsLong();
    if (jobs.size() > 1) {
      return runTogether(jobs, counts, begun);
    }
    Job job = jobs.getFirst();
    List<NamedTensor> results;
    try {
      results = compute(job);
    } catch (RuntimeException | Error e) {
      failedRun(job, begun, nanoClock.getAsLong(), e);
      return FAILED;
    }
    long computed = nanoClock.getAsLong();
    answerRun(job, results, begun, computed, counts);
    return computed - begun;
  }

  private long runTogether(List<Job> jobs, RunCounts counts, long begun) {
    long prepared;
    List<List<NamedTensor>> results;
    try (JoinedRun run = JoinedRun.prepare(jobs, padding, allocator)) {
      prepared = nanoClock.getAsLong();
      results = run.run(model);
    } catch (RuntimeException | Error e) {
      // One request's fault is not its neighbours'; and what does not work with all of them, as
      // outputs that are no batch, or memory that is not there, may work with each.
      log.debug("model {}: {} requests failed together, each is run again", id, jobs.size(), e);
      runEach(jobs, counts);
      return FAILED;
    }
    long computed = nanoClock.getAsLong();
    long rows = BatchFormation.rows(jobs);
    long[] submitted = new long[jobs.size()];
    for (int i = 0; i < submitted.length; i++) {
      submitted[i] = jobs.get(i).submitted;
    }
    counts.ranTogether(submitted, rows, begun, prepared, computed);
    long written = computed;
    for (int i = 0; i < submitted.length; i++) {
      Job job = jobs.get(i);
      job.request.ran(job.submitted, begun, prepared, computed);
      answer(job, results.get(i));
      long now = nanoClock.getAsLong();
      counts.answered(rows, now - written);
      written = now;
    }
    return computed - begun;
  }

  private void runEach(List<Job> jobs, RunCounts counts) {
    for (int i = 0; i < jobs.size(); i++) {
      long begun = nanoClock.getAsLong();
      Job job = jobs.get(i);
      if (job.request.deadline().expired(begun)) {
        late(job);
      } else {
        run(List.of(job), counts);
      }
    }
  }

  /** Runs a request by itself; the caller owns the outputs. */
  List<NamedTensor> compute(Job job) {
    return model.run(job.inputs, job.outputs);
  }

  /** Counts and answers a request that ran by itself. */
  void answerRun(Job job, List<NamedTensor> outputs, long begun, long computed, RunCounts counts) {
    counts.ran(job.rows, job.submitted, begun, begun, computed);
    job.request.ran(job.submitted, begun, begun, computed);
    answer(job, outputs);
    counts.answered(job.rows, nanoClock.getAsLong() - computed);
  }

  /** Answers a request whose own run failed. */
  void failedRun(Job job, long begun, long ended, Throwable failure) {
    job.request.ran(job.submitted, begun, begun, ended);
    fail(job, FailureReason.BACKEND, seen(failure));
  }

  private void answer(Job job, List<NamedTensor> outputs) {
    InferenceResponse response =
        new InferenceResponse(id.name(), id.version(), job.request.id(), Map.of(), outputs);
    try {
      job.request.close();
      job.callback.succeeded(response);
    } catch (RuntimeException | Error e) { // the thread goes on, whatever the other side does
      log.error("model {}: an answer was not taken", id, e);
    }
  }

  /** Answers a request that waited too long. */
  void late(Job job) {
    failed(
        job,
        new ServingException(
            ErrorCode.DEADLINE_EXCEEDED,
            "the deadline passed while the request waited for model '" + id + "'"));
  }

  /** Answers a request that has not reached the model. */
  void failed(Job job, Throwable failure) {
    ServingException seen = seen(failure);
    fail(job, ModelStatistics.reason(seen.code()), seen);
  }

  private void fail(Job job, FailureReason reason, ServingException failure) {
    statistics.failed(reason, nanoClock.getAsLong() - job.submitted);
    try {
      job.request.close();
      job.callback.failed(failure);
    } catch (RuntimeException | Error e) {
      log.error("model {}: a failure was not taken", id, e);
    }
  }

  /** Answers a request that does not fit the model. */
  void refused(InferenceRequest request, InferenceCallback callback, Throwable failure) {
    request.close();
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
