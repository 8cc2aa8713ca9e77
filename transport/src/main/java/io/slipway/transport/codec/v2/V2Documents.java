// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.ServerMetadata;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * The small JSON bodies of the protocol: metadata, health, errors, lists. Each method writes one to
 * the end of the buffer, which stays the caller's.
 */
public final class V2Documents {
  private V2Documents() {}

  /** {@code GET /v2}. */
  public static void serverMetadata(ServerMetadata metadata, OutputBuffer out) {
    object(
        out,
        json -> {
          member(json, "name", metadata.name());
          member(json, "version", metadata.version());
          strings(json, "extensions", metadata.extensions());
        });
  }

  /** {@code GET /v2/models/{name}}. */
  public static void modelMetadata(ModelMetadata metadata, OutputBuffer out) {
    object(
        out,
        json -> {
          member(json, "name", metadata.name());
          strings(json, "versions", metadata.versions());
          member(json, "platform", metadata.signature().platform());
          specs(json, "inputs", metadata.signature().inputs());
          specs(json, "outputs", metadata.signature().outputs());
        });
  }

  /** {@code GET /v2/health/live}, as KServe answers it. */
  public static void live(boolean live, OutputBuffer out) {
    object(out, json -> member(json, "live", live));
  }

  /** {@code GET /v2/health/ready}, as KServe answers it. */
  public static void ready(boolean ready, OutputBuffer out) {
    object(out, json -> member(json, "ready", ready));
  }

  /** {@code GET /v2/models/{name}/ready} and {@code GET /v1/models/{name}}. */
  public static void modelReady(String name, boolean ready, OutputBuffer out) {
    object(
        out,
        json -> {
          member(json, "name", name);
          member(json, "ready", ready);
        });
  }

  /** {@code GET /v2/models} and {@code GET /v1/models}, as KServe answers them. */
  public static void models(List<String> names, OutputBuffer out) {
    object(out, json -> strings(json, "models", names));
  }

  /** Any failure, in v1 as well. */
  public static void error(String message, OutputBuffer out) {
    object(out, json -> member(json, "error", message));
  }

  private static void object(OutputBuffer out, Consumer<JsonWriter> members) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    members.accept(json);
    json.endObject();
    json.flush();
  }

  private static void member(JsonWriter json, String key, String value) {
    json.key(key);
    json.value(value);
  }

  private static void member(JsonWriter json, String key, boolean value) {
    json.key(key);
    json.value(value);
  }

  private static void strings(JsonWriter json, String key, List<String> values) {
    json.key(key);
    json.beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }

  private static void specs(JsonWriter json, String key, List<TensorSpec> specs) {
    json.key(key);
    json.beginArray();
    for (TensorSpec spec : specs) {
      json.beginObject();
      member(json, "name", spec.name());
      member(json, "datatype", spec.datatype().name());
      json.key("shape");
      json.beginArray();
      for (int i = 0; i < spec.shape().rank(); i++) {
        json.value(spec.shape().dim(i));
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }
}
