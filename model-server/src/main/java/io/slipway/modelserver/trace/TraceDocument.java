// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.trace.TraceRecord.Content;
import io.slipway.modelserver.trace.TraceRecord.Point;
import io.slipway.transport.codec.json.ElementWriter;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;

/** A trace as elements of Triton's trace files, which are arrays. */
final class TraceDocument {
  private TraceDocument() {}

  /** The elements, with commas between. */
  static byte[] elements(TraceRecord trace) {
    try (OutputBuffer out = OutputBuffer.allocate(1024)) {
      JsonWriter json = new JsonWriter(out);
      writeRequest(json, trace);
      for (Point point : trace.points()) {
        writePoint(json, trace.id(), point);
      }
      for (Content tensor : trace.tensors()) {
        writeTensor(json, trace.id(), tensor);
      }
      json.flush();
      return out.toByteArray();
    }
  }

  private static void writeRequest(JsonWriter json, TraceRecord trace) {
    begin(json, trace.id());
    member(json, "model_name", trace.model().name());
    json.key("model_version");
    String version = trace.model().version();
    try {
      json.value(Long.parseLong(version));
    } catch (NumberFormatException _) {
      json.value(version); // Triton's are numbers, all of them
    }
    if (trace.requestId() != null) {
      member(json, "request_id", trace.requestId());
    }
    json.endObject();
  }

  private static void writePoint(JsonWriter json, long id, Point point) {
    begin(json, id);
    json.key("timestamps");
    json.beginArray();
    json.beginObject();
    member(json, "name", point.name());
    json.key("ns");
    json.value(point.nanos());
    json.endObject();
    json.endArray();
    json.endObject();
  }

  private static void writeTensor(JsonWriter json, long id, Content tensor) {
    begin(json, id);
    member(json, "activity", tensor.activity());
    json.key("tensor");
    json.beginObject();
    member(json, "name", tensor.name());
    member(json, "data", data(tensor));
    member(json, "shape", dims(tensor.shape()));
    member(json, "dtype", tensor.datatype().name());
    json.endObject();
    json.endObject();
  }

  private static void begin(JsonWriter json, long id) {
    json.beginObject();
    json.key("id");
    json.value(id);
  }

  private static void member(JsonWriter json, String key, String value) {
    json.key(key);
    json.value(value);
  }

  /** The elements in JSON's form, with commas between; bytes that are no text in base 64. */
  private static String data(Content tensor) {
    Tensor whole =
        Tensor.of(
            tensor.datatype(), tensor.shape(), MemorySegment.ofArray(tensor.data()), () -> {});
    try (OutputBuffer out = OutputBuffer.allocate(1024)) {
      JsonWriter json = new JsonWriter(out);
      ElementWriter elements =
          new ElementWriter(
              json,
              whole,
              (to, element, _) -> to.value(Base64.getEncoder().encodeToString(element)));
      for (long i = 0; i < tensor.shape().elementCount(); i++) {
        elements.write();
      }
      json.flush();
      return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
  }

  private static String dims(Shape shape) {
    StringJoiner dims = new StringJoiner(",");
    for (int i = 0; i < shape.rank(); i++) {
      dims.add(Long.toString(shape.dim(i)));
    }
    return dims.toString();
  }
}
