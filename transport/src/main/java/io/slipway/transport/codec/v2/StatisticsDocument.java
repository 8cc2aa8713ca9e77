// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.transport.codec.ModelStatisticsRecord;
import io.slipway.transport.codec.ModelStatisticsRecord.Batch;
import io.slipway.transport.codec.ModelStatisticsRecord.Duration;
import io.slipway.transport.codec.ModelStatisticsRecord.Times;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;

/** {@code GET /v2/models/stats}, of all models or of one. */
public final class StatisticsDocument {
  private StatisticsDocument() {}

  /** Writes the document to the end of {@code out}, which stays the caller's. */
  public static void write(List<ModelStatisticsRecord> models, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    json.key("model_stats");
    json.beginArray();
    for (ModelStatisticsRecord model : models) {
      write(json, model);
    }
    json.endArray();
    json.endObject();
    json.flush();
  }

  private static void write(JsonWriter json, ModelStatisticsRecord model) {
    json.beginObject();
    json.key("name");
    json.value(model.name());
    json.key("version");
    json.value(model.version());
    number(json, "last_inference", model.lastInferenceMillis());
    number(json, "inference_count", model.inferenceCount());
    number(json, "execution_count", model.executionCount());
    times(json, model);
    json.key("response_stats");
    json.beginObject();
    json.endObject();
    json.key("batch_stats");
    json.beginArray();
    for (Batch batch : model.batches()) {
      json.beginObject();
      number(json, "batch_size", batch.size());
      duration(json, "compute_input", batch.computeInput());
      duration(json, "compute_infer", batch.computeInfer());
      duration(json, "compute_output", batch.computeOutput());
      json.endObject();
    }
    json.endArray();
    json.key("memory_usage");
    json.beginArray();
    json.endArray();
    json.endObject();
  }

  private static void times(JsonWriter json, ModelStatisticsRecord model) {
    Times times = model.times();
    json.key("inference_stats");
    json.beginObject();
    duration(json, "success", times.success());
    duration(json, "fail", times.fail());
    duration(json, "queue", times.queue());
    duration(json, "compute_input", times.computeInput());
    duration(json, "compute_infer", times.computeInfer());
    duration(json, "compute_output", times.computeOutput());
    duration(json, "cache_hit", model.cacheHit());
    duration(json, "cache_miss", model.cacheMiss());
    json.endObject();
  }

  private static void duration(JsonWriter json, String key, Duration duration) {
    json.key(key);
    json.beginObject();
    number(json, "count", duration.count());
    number(json, "ns", duration.nanos());
    json.endObject();
  }

  private static void number(JsonWriter json, String key, long value) {
    json.key(key);
    json.value(value);
  }
}
