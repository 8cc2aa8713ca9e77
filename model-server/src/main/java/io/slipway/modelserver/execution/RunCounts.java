// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answered requests of one worker, or of several together. Thread-safe: a worker takes the lock
 * for every run, and readers now and then.
 */
public final class RunCounts {
  /** More batch sizes are not told apart, so that no client makes memory grow. */
  private static final int MAX_BATCH_SIZES = 64;

  /**
   * Nanoseconds of the parts that a request's time is divided into.
   *
   * @param queue until a worker takes it
   * @param input until its inputs are prepared
   * @param infer the model runs
   * @param output the answer is written
   */
  public record Parts(long queue, long input, long infer, long output) {}

  /**
   * Runs with a batch of one size.
   *
   * @param nanos all of them together; they have no part in a queue
   */
  public record Batch(long size, long count, Parts nanos) {}

  /** How many requests took how long, by the buckets of {@link LatencyBuckets}, and the sum. */
  public record Histogram(List<Long> counts, long nanos) {}

  private static final class BatchCount {
    private final long size;
    private long count;
    private long input;
    private long infer;
    private long output;

    BatchCount(long size) {
      this.size = size;
    }
  }

  private long count;
  private long executions;
  private long items;
  private long lastEnd;
  private long queue;
  private long input;
  private long infer;
  private long output;
  private final long[] predictBuckets = new long[LatencyBuckets.COUNT];
  private final long[] inputBuckets = new long[LatencyBuckets.COUNT];
  private final long[] outputBuckets = new long[LatencyBuckets.COUNT];
  private BatchCount[] batches = {};

  /**
   * Counts a run, before its answer is written; the times are those at which its parts ended, on
   * one clock.
   *
   * @param size how many items its batch had
   */
  public synchronized void ran(
      long size, long submitted, long begun, long prepared, long computed) {
    request(submitted, begun, prepared, computed);
    run(size, begun, prepared, computed);
  }

  /**
   * Counts a run of several requests: each of them has taken as long as the run.
   *
   * @param size how many items they have together
   */
  public synchronized void ranTogether(
      long[] submitted, long size, long begun, long prepared, long computed) {
    for (long each : submitted) {
      request(each, begun, prepared, computed);
    }
    run(size, begun, prepared, computed);
  }

  private void request(long submitted, long begun, long prepared, long computed) {
    count++;
    queue += begun - submitted;
    input += prepared - begun;
    infer += computed - prepared;
    predictBuckets[LatencyBuckets.of(begun - submitted + computed - prepared)]++;
    inputBuckets[LatencyBuckets.of(prepared - begun)]++;
  }

  private void run(long size, long begun, long prepared, long computed) {
    executions++;
    items += size;
    lastEnd = computed;
    BatchCount batch = batch(size);
    if (batch != null) {
      batch.count++;
      batch.input += prepared - begun;
      batch.infer += computed - prepared;
    }
  }

  /** The answer of a run of this batch size was written. */
  public synchronized void answered(long size, long nanos) {
    output += nanos;
    outputBuckets[LatencyBuckets.of(nanos)]++;
    BatchCount batch = batch(size);
    if (batch != null) {
      batch.output += nanos;
    }
  }

  private @Nullable BatchCount batch(long size) {
    for (BatchCount batch : batches) {
      if (batch.size == size) {
        return batch;
      }
    }
    if (batches.length == MAX_BATCH_SIZES) {
      return null;
    }
    BatchCount batch = new BatchCount(size);
    batches = Arrays.copyOf(batches, batches.length + 1);
    batches[batches.length - 1] = batch;
    return batch;
  }

  /** Adds what {@code other} has counted; this one belongs to the caller alone. */
  void add(RunCounts other) {
    synchronized (other) {
      lastEnd = count == 0 || other.lastEnd - lastEnd > 0 ? other.lastEnd : lastEnd;
      count += other.count;
      executions += other.executions;
      items += other.items;
      queue += other.queue;
      input += other.input;
      infer += other.infer;
      output += other.output;
      add(predictBuckets, other.predictBuckets);
      add(inputBuckets, other.inputBuckets);
      add(outputBuckets, other.outputBuckets);
      for (BatchCount each : other.batches) {
        BatchCount batch = batch(each.size);
        if (batch != null) {
          batch.count += each.count;
          batch.input += each.input;
          batch.infer += each.infer;
          batch.output += each.output;
        }
      }
    }
  }

  private static void add(long[] sums, long[] counts) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += counts[i];
    }
  }

  /** Requests. */
  public synchronized long count() {
    return count;
  }

  /** Runs, each of one request or more. */
  public synchronized long executions() {
    return executions;
  }

  /** Batch items that were run. */
  public synchronized long items() {
    return items;
  }

  /** When the last one ended, on the model's clock; of no meaning if there was none. */
  synchronized long lastEnd() {
    return lastEnd;
  }

  public synchronized Parts nanos() {
    return new Parts(queue, input, infer, output);
  }

  /** By size. */
  public synchronized List<Batch> batches() {
    List<Batch> list = new ArrayList<>();
    for (BatchCount each : batches) {
      list.add(new Batch(each.size, each.count, new Parts(0, each.input, each.infer, each.output)));
    }
    list.sort(Comparator.comparingLong(Batch::size));
    return list;
  }

  /** Of the preparation of inputs. */
  public synchronized Histogram preparations() {
    return histogram(inputBuckets, input);
  }

  /** Of the model's part, with the time in the queue. */
  public synchronized Histogram predictions() {
    return histogram(predictBuckets, queue + infer);
  }

  /** Of writing the answers. */
  public synchronized Histogram answers() {
    return histogram(outputBuckets, output);
  }

  private static Histogram histogram(long[] buckets, long nanos) {
    return new Histogram(Arrays.stream(buckets).boxed().toList(), nanos);
  }
}
