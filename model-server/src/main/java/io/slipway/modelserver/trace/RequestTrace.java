// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.RunWatch;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.trace.TraceRecord.Content;
import io.slipway.modelserver.trace.TraceRecord.Point;
import io.slipway.modelserver.writing.WriteQueue;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one request under way. Its methods are called in the order of a request's life, each
 * at most once; {@link #ran} on the thread of the run, and it may come too late for the trace.
 */
public final class RequestTrace implements RunWatch {
  /** About what the points of a request take in memory. */
  static final int POINTS_BYTES = 1024;

  /** The last point before an answer is written. */
  public static final String END = "REQUEST_END";

  private record Run(long queued, long begun, long prepared, long computed) {}

  private final long id;
  private final ModelId model;
  private final @Nullable String requestId;
  private final String account;
  private final TraceSetting setting;
  private final WriteQueue<TraceRecord> queue;

  private final List<Point> points = new ArrayList<>();
  private final List<Content> tensors = new ArrayList<>();
  private volatile @Nullable Run run;
  private long reserved = POINTS_BYTES;
  private boolean lost;

  /**
   * @param queue where {@link #POINTS_BYTES} are reserved
   */
  RequestTrace(
      long id,
      ModelId model,
      @Nullable String requestId,
      String account,
      TraceSetting setting,
      WriteQueue<TraceRecord> queue) {
    this.id = id;
    this.model = model;
    this.requestId = requestId;
    this.account = account;
    this.setting = setting;
    this.queue = queue;
  }

  /** The request passed this point. */
  public void passed(String point, long nanos) {
    if (setting.levels().timestamps()) {
      points.add(new Point(point, nanos));
    }
  }

  @Override
  public void ran(long queuedNanos, long begunNanos, long preparedNanos, long computedNanos) {
    run = new Run(queuedNanos, begunNanos, preparedNanos, computedNanos);
  }

  /** The request goes to its model with these. */
  public void inputs(List<NamedTensor> inputs) {
    copy("TENSOR_QUEUE_INPUT", inputs);
  }

  /** The model answered with these. */
  public void outputs(List<NamedTensor> outputs) {
    copy("TENSOR_BACKEND_OUTPUT", outputs);
  }

  /** Copies tensors if there is room for them; without, the whole trace is lost. */
  private void copy(String activity, List<NamedTensor> from) {
    if (!setting.levels().tensors() || lost) {
      return;
    }
    long bytes = 0;
    for (NamedTensor each : from) {
      bytes += each.tensor().data().byteSize();
    }
    if (!queue.reserve(bytes)) {
      lost = true;
      return;
    }
    reserved += bytes;
    for (NamedTensor each : from) {
      tensors.add(
          new Content(
              activity,
              each.name(),
              each.tensor().datatype(),
              each.tensor().shape(),
              each.tensor().data().toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  /** The request failed, maybe after its model had answered. */
  public void failed(long nanos) {
    if (points.stream().noneMatch(point -> point.name().equals(END))) {
      passed(END, nanos);
    }
    end();
  }

  /** The request has its answer; from now on the trace is the writer's. */
  public void end() {
    if (lost) {
      queue.giveBack(reserved);
      return;
    }
    Run known = run;
    if (known != null) {
      passed("QUEUE_START", known.queued());
      passed("COMPUTE_START", known.begun());
      passed("COMPUTE_INPUT_END", known.prepared());
      // outputs are written to answers from where they were computed
      passed("COMPUTE_OUTPUT_START", known.computed());
      passed("COMPUTE_END", known.computed());
    }
    points.sort(Comparator.comparingLong(Point::nanos));
    queue.offer(
        new TraceRecord(
            id,
            model,
            requestId,
            List.copyOf(points),
            List.copyOf(tensors),
            account,
            setting.logFrequency(),
            reserved));
  }
}
