// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.json.ElementWriter;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes an answer of Triton's generate extension: a JSON object with the outputs by their names,
 * one element as a value and any other number as a flat list.
 */
public final class GenerateResponse {
  private GenerateResponse() {}

  /**
   * Writes {@code response} to the end of {@code out}; both stay the caller's.
   *
   * @throws ServingException INVALID_ARGUMENT if an output has BYTES that are not UTF-8; the buffer
   *     then has a part of the answer in it
   */
  public static void encode(InferenceResponse response, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    V2Parameters.writeMembers(json, members(response));
    for (NamedTensor output : response.outputs()) {
      json.key(output.name());
      write(json, output);
    }
    json.endObject();
    json.flush();
  }

  /** What is beside the outputs, whose names are theirs. */
  private static Map<String, Parameter> members(InferenceResponse response) {
    Map<String, Parameter> members = new LinkedHashMap<>();
    if (response.id() != null) {
      members.put("id", new Parameter.Text(response.id()));
    }
    members.put("model_name", new Parameter.Text(response.modelName()));
    members.put("model_version", new Parameter.Text(response.modelVersion()));
    response.parameters().forEach(members::putIfAbsent);
    for (NamedTensor output : response.outputs()) {
      members.remove(output.name());
    }
    return members;
  }

  private static void write(JsonWriter json, NamedTensor output) {
    Tensor tensor = output.tensor();
    ElementWriter elements =
        new ElementWriter(
            json,
            tensor,
            (_, _, index) -> {
              throw ServingException.invalid(
                  ("output '%s': element %d is not UTF-8, which has no JSON form (expected: a"
                          + " request to /infer for binary data)")
                      .formatted(output.name(), index));
            });
    long count = tensor.elementCount();
    if (count != 1) {
      json.beginArray();
    }
    for (long i = 0; i < count; i++) {
      elements.write();
    }
    if (count != 1) {
      json.endArray();
    }
  }
}
