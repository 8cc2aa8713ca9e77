// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.transport.codec.ModelStatisticsRecord;
import io.slipway.transport.codec.ModelStatisticsRecord.Batch;
import io.slipway.transport.codec.ModelStatisticsRecord.Duration;
import io.slipway.transport.codec.ModelStatisticsRecord.Times;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;

/** {@code ModelStatisticsResponse}. The request has the form of {@code ModelMetadataRequest}. */
public final class StatisticsMessages {
  private StatisticsMessages() {}

  /** Writes the message to the end of {@code out}, which stays the caller's. */
  public static void encode(List<ModelStatisticsRecord> models, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    for (ModelStatisticsRecord model : models) {
      writer.message(1, message -> write(message, model));
    }
  }

  private static void write(ProtoWriter out, ModelStatisticsRecord model) {
    out.string(1, model.name());
    out.string(2, model.version());
    number(out, 3, model.lastInferenceMillis());
    number(out, 4, model.inferenceCount());
    number(out, 5, model.executionCount());
    out.message(6, stats -> times(stats, model));
    for (Batch batch : model.batches()) {
      out.message(
          7,
          message -> {
            number(message, 1, batch.size());
            duration(message, 2, batch.computeInput());
            duration(message, 3, batch.computeInfer());
            duration(message, 4, batch.computeOutput());
          });
    }
  }

  private static void times(ProtoWriter out, ModelStatisticsRecord model) {
    Times times = model.times();
    duration(out, 1, times.success());
    duration(out, 2, times.fail());
    duration(out, 3, times.queue());
    duration(out, 4, times.computeInput());
    duration(out, 5, times.computeInfer());
    duration(out, 6, times.computeOutput());
    duration(out, 7, model.cacheHit());
    duration(out, 8, model.cacheMiss());
  }

  private static void duration(ProtoWriter out, int field, Duration duration) {
    out.message(
        field,
        message -> {
          number(message, 1, duration.count());
          number(message, 2, duration.nanos());
        });
  }

  private static void number(ProtoWriter out, int field, long value) {
    if (value != 0) {
      out.oneVarint(field, value);
    }
  }
}
