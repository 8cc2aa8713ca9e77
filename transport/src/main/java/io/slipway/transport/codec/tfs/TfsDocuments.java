// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import java.util.Objects;

/**
 * TensorFlow Serving's JSON about models, which is that of its messages: 64-bit integers are
 * strings. Each method writes one document to the end of the buffer, which stays the caller's.
 */
public final class TfsDocuments {
  private TfsDocuments() {}

  /**
   * The status of a model: KServe's {@code name} and {@code ready}, and beside them TensorFlow
   * Serving's list of versions.
   */
  public static void status(
      String model, boolean ready, List<ModelStatus> versions, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    member(json, "name", model);
    json.key("ready");
    json.value(ready);
    json.key("model_version_status");
    json.beginArray();
    for (ModelStatus version : versions) {
      TfsState state = TfsState.of(version);
      json.beginObject();
      member(json, "version", version.id().version());
      member(json, "state", state.name());
      json.key("status");
      json.beginObject();
      member(json, "error_code", TfsState.failed(version) ? "UNKNOWN" : "OK");
      member(json, "error_message", TfsState.failed(version) ? version.reason() : "");
      json.endObject();
      json.endObject();
    }
    json.endArray();
    json.endObject();
    json.flush();
  }

  /**
   * The metadata of a model: its signature.
   *
   * @param model loaded
   */
  public static void metadata(ModelStatus model, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    json.key("model_spec");
    json.beginObject();
    member(json, "name", model.id().name());
    member(json, "signature_name", "");
    member(json, "version", model.id().version());
    json.endObject();
    json.key("metadata");
    json.beginObject();
    json.key("signature_def");
    json.beginObject();
    json.key("signature_def");
    json.beginObject();
    json.key(V1RequestDecoder.SIGNATURE_NAME);
    json.beginObject();
    var signature = Objects.requireNonNull(model.signature(), "signature");
    tensors(json, "inputs", signature.inputs());
    tensors(json, "outputs", signature.outputs());
    member(json, "method_name", TfsMessages.PREDICT_METHOD_NAME);
    json.key("defaults");
    json.beginObject();
    json.endObject();
    json.endObject();
    json.endObject();
    json.endObject();
    json.endObject();
    json.endObject();
    json.flush();
  }

  private static void tensors(JsonWriter json, String key, List<TensorSpec> specs) {
    json.key(key);
    json.beginObject();
    for (TensorSpec spec : specs) {
      json.key(spec.name());
      json.beginObject();
      member(json, "dtype", TfsType.of(spec.datatype()).name());
      json.key("tensor_shape");
      json.beginObject();
      json.key("dim");
      json.beginArray();
      for (int i = 0; i < spec.shape().rank(); i++) {
        json.beginObject();
        member(json, "size", Long.toString(spec.shape().dim(i)));
        member(json, "name", "");
        json.endObject();
      }
      json.endArray();
      json.key("unknown_rank");
      json.value(false);
      json.endObject();
      member(json, "name", spec.name());
      json.endObject();
    }
    json.endObject();
  }

  private static void member(JsonWriter json, String key, String value) {
    json.key(key);
    json.value(value);
  }
}
