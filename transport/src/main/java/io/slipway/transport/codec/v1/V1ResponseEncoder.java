// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Shape;
import io.slipway.transport.codec.json.ElementWriter;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Encodes the answer to a predict request, nested as the outputs' shapes say.
 *
 * <p>The answer to "instances" is {@code {"predictions": [...]}}, in KServe as in TensorFlow
 * Serving: per instance the value of the only output, or an object of values by output name.
 *
 * <p>The answer to "inputs" is {@code "outputs"} in TensorFlow Serving and {@code "predictions"} in
 * KServe, the value being the only output's tensor or an object of tensors by output name. Clients
 * of either read one key and ignore the other, so both keys are written, with the same value.
 *
 * <p>BYTES that are not UTF-8 are written as {@code {"b64": "..."}}, just as requests may have
 * them.
 */
public final class V1ResponseEncoder {
  private V1ResponseEncoder() {}

  /**
   * Writes {@code response} to the end of {@code out}; both stay the caller's.
   *
   * @throws ServingException INVALID_ARGUMENT if the request had instances and the first dimension
   *     of an output is not their number; nothing is written then
   */
  public static void encode(InferenceResponse response, V1Format format, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    switch (format) {
      case V1Format.Row(long instances) -> {
        for (NamedTensor output : response.outputs()) {
          requireRows(output, instances);
        }
        json.beginObject();
        json.key("predictions");
        writeRows(json, response.outputs(), instances);
      }
      case V1Format.Column() -> {
        json.beginObject();
        json.key("predictions");
        writeColumns(json, response.outputs());
        json.key("outputs");
        writeColumns(json, response.outputs());
      }
    }
    json.endObject();
    json.flush();
  }

  private static void requireRows(NamedTensor output, long instances) {
    Shape shape = output.tensor().shape();
    if (shape.rank() == 0 || shape.dim(0) != instances) {
      throw ServingException.invalid(
          ("output '%s' has shape %s, which does not begin with the %d instances of the request"
                  + " (expected: a request with \"inputs\" instead of \"instances\")")
              .formatted(output.name(), shape, instances));
    }
  }

  private static void writeRows(JsonWriter json, List<NamedTensor> outputs, long instances) {
    List<ElementWriter> writers = new ArrayList<>();
    for (NamedTensor output : outputs) {
      writers.add(elements(json, output));
    }
    json.beginArray();
    for (long i = 0; i < instances; i++) {
      if (outputs.size() == 1) {
        writeNested(json, writers.getFirst(), outputs.getFirst().tensor().shape(), 1);
        continue;
      }
      json.beginObject();
      for (int o = 0; o < outputs.size(); o++) {
        json.key(outputs.get(o).name());
        writeNested(json, writers.get(o), outputs.get(o).tensor().shape(), 1);
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void writeColumns(JsonWriter json, List<NamedTensor> outputs) {
    if (outputs.size() == 1) {
      NamedTensor output = outputs.getFirst();
      writeNested(json, elements(json, output), output.tensor().shape(), 0);
      return;
    }
    json.beginObject();
    for (NamedTensor output : outputs) {
      json.key(output.name());
      writeNested(json, elements(json, output), output.tensor().shape(), 0);
    }
    json.endObject();
  }

  private static ElementWriter elements(JsonWriter json, NamedTensor output) {
    return new ElementWriter(json, output.tensor(), V1ResponseEncoder::writeBase64);
  }

  private static void writeBase64(JsonWriter json, byte[] element, long index) {
    json.beginObject();
    json.key("b64");
    json.value(Base64.getEncoder().encodeToString(element));
    json.endObject();
  }

  private static void writeNested(JsonWriter json, ElementWriter elements, Shape shape, int level) {
    if (level == shape.rank()) {
      elements.write();
      return;
    }
    json.beginArray();
    for (long i = 0; i < shape.dim(level); i++) {
      writeNested(json, elements, shape, level + 1);
    }
    json.endArray();
  }
}
