// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.json.ElementWriter;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;

/**
 * Encodes the answer to an inference request: JSON with flat {@code data}, then the bytes of the
 * outputs that were asked for as binary data, in their order. Outputs whose parameters say that
 * they are in shared memory have neither.
 */
public final class V2ResponseEncoder {
  private V2ResponseEncoder() {}

  /**
   * What was written.
   *
   * @param jsonLength the value of {@link InferenceHeader#NAME}, if there are binary outputs
   * @param hasBinaryOutputs false if everything is JSON, and the header is left out
   */
  public record Encoded(int jsonLength, boolean hasBinaryOutputs) {}

  /**
   * Writes {@code response} to the end of {@code out}; both stay the caller's.
   *
   * @throws ServingException INVALID_ARGUMENT if an output that was not asked for as binary data
   *     has no JSON form: FP16, BF16, or BYTES that are not UTF-8. The buffer then has a part of
   *     the answer in it
   */
  public static Encoded encode(
      InferenceResponse response, BinaryOutputs binaryOutputs, OutputBuffer out) {
    int before = out.size();
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    json.key("model_name");
    json.value(response.modelName());
    json.key("model_version");
    json.value(response.modelVersion());
    if (response.id() != null) {
      json.key("id");
      json.value(response.id());
    }
    if (!response.parameters().isEmpty()) {
      json.key("parameters");
      json.beginObject();
      V2Parameters.writeMembers(json, response.parameters());
      json.endObject();
    }
    json.key("outputs");
    json.beginArray();
    for (NamedTensor output : response.outputs()) {
      writeOutput(json, output, form(output, binaryOutputs));
    }
    json.endArray();
    json.endObject();
    json.flush();
    int jsonLength = out.size() - before;
    boolean binary = false;
    for (NamedTensor output : response.outputs()) {
      if (form(output, binaryOutputs) == Form.BINARY) {
        binary = true;
        out.writeBytes(output.tensor());
      }
    }
    return new Encoded(jsonLength, binary);
  }

  /** Where the elements of an output are. */
  private enum Form {
    JSON,
    BINARY,
    /**
     * In shared memory, where the caller asked for it, and neither the elements nor their place in
     * the answer: Triton's C++ client takes every output with parameters for a binary one.
     */
    SHARED
  }

  private static Form form(NamedTensor output, BinaryOutputs binaryOutputs) {
    if (SharedPart.isNamedBy(output.parameters())) {
      return Form.SHARED;
    }
    return binaryOutputs.isBinary(output.name()) ? Form.BINARY : Form.JSON;
  }

  private static void writeOutput(JsonWriter json, NamedTensor output, Form form) {
    Tensor tensor = output.tensor();
    json.beginObject();
    json.key("name");
    json.value(output.name());
    json.key("datatype");
    json.value(tensor.datatype().name());
    json.key("shape");
    json.beginArray();
    for (int i = 0; i < tensor.shape().rank(); i++) {
      json.value(tensor.shape().dim(i));
    }
    json.endArray();
    if (form == Form.BINARY || (form == Form.JSON && !output.parameters().isEmpty())) {
      json.key("parameters");
      json.beginObject();
      V2Parameters.writeMembers(json, output.parameters());
      if (form == Form.BINARY) {
        json.key("binary_data_size");
        json.value(tensor.data().byteSize());
      }
      json.endObject();
    }
    if (form == Form.JSON) {
      json.key("data");
      writeData(json, output);
    }
    json.endObject();
  }

  private static void writeData(JsonWriter json, NamedTensor output) {
    Tensor tensor = output.tensor();
    if (tensor.datatype() == DataType.FP16 || tensor.datatype() == DataType.BF16) {
      throw noJsonForm(output, tensor.datatype().name());
    }
    ElementWriter elements =
        new ElementWriter(
            json,
            tensor,
            (_, _, index) -> {
              throw noJsonForm(output, "element " + index + " is not UTF-8, and such BYTES");
            });
    json.beginArray();
    long count = tensor.elementCount();
    for (long i = 0; i < count; i++) {
      elements.write();
    }
    json.endArray();
  }

  private static ServingException noJsonForm(NamedTensor output, String what) {
    return ServingException.invalid(
        ("output '%s': %s cannot be written as JSON (expected: a request with binary_data for this"
                + " output, or binary_data_output for all)")
            .formatted(output.name(), what));
  }
}
