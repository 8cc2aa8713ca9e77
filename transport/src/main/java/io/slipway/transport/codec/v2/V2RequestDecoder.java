// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.SeenNames;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes an inference request: JSON, then the binary data of the inputs that say {@code
 * binary_data_size}, in their order.
 *
 * <p>Keys may come in any order; keys that the protocol does not know are skipped, as Triton does.
 * {@code data} is flat or nested as the shape says. Numbers keep all their bits; what does not fit
 * the datatype is refused. A binary tensor is a slice of the body where that is aligned.
 */
public final class V2RequestDecoder {
  private final JsonReader json;
  private final DecodedTensors inputs = new DecodedTensors("input");
  private final V2Input input;

  private @Nullable String id;
  private Map<String, Parameter> parameters = Map.of();
  private List<RequestedOutput> outputs = List.of();

  private V2RequestDecoder(
      RequestBody body, int jsonLength, TensorAllocator allocator, @Nullable SharedMemory memory) {
    this.json = new JsonReader(body.copy(0, jsonLength), 0, jsonLength);
    this.input = new V2Input(json, new BinaryPart(body, jsonLength), allocator, memory);
  }

  /**
   * The request, owned by the caller. The body stays the caller's to close; tensors that are slices
   * of it hold their own reference.
   *
   * @param jsonLength from {@link InferenceHeader#jsonLength}
   * @param memory where inputs may be; null to refuse those that are
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the body;
   *     NOT_IMPLEMENTED for inputs in shared memory that is not offered; what the allocator and the
   *     memory throw. No tensor is left behind
   */
  public static InferenceRequest decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      int jsonLength,
      Deadline deadline,
      TensorAllocator allocator,
      @Nullable SharedMemory memory) {
    V2RequestDecoder decoder = new V2RequestDecoder(body, jsonLength, allocator, memory);
    try (DecodedTensors inputs = decoder.inputs) {
      decoder.read();
      return new InferenceRequest(
          modelName,
          modelVersion,
          decoder.id,
          decoder.parameters,
          inputs.handOver(),
          decoder.outputs,
          deadline);
    }
  }

  /** As above, without shared memory. */
  public static InferenceRequest decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      int jsonLength,
      Deadline deadline,
      TensorAllocator allocator) {
    return decode(modelName, modelVersion, body, jsonLength, deadline, allocator, null);
  }

  private void read() {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "the request is %s (expected: a JSON object with the inputs)".formatted(kind.phrase()));
    }
    SeenNames keys = new SeenNames();
    boolean hasInputs = false;
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (!keys.add(key)) {
        throw ServingException.invalid("the request has '" + key + "' twice");
      }
      hasInputs |= key.equals("inputs");
      readMember(key);
    }
    json.readEnd();
    if (!hasInputs) {
      throw ServingException.invalid("the request has no inputs (expected: an array of tensors)");
    }
    input.readEnd();
  }

  private void readMember(String key) {
    switch (key) {
      case "id" -> id = V2Input.string(json, "the request", key);
      case "parameters" -> {
        V2Input.require(json, JsonReader.Kind.OBJECT, "the request", key);
        parameters = V2Parameters.read(json, "the request");
      }
      case "inputs" -> {
        V2Input.require(json, JsonReader.Kind.ARRAY, "the request", key);
        json.beginArray();
        while (json.nextElement()) {
          inputs.add(input.read(inputs.size()));
        }
      }
      case "outputs" -> {
        V2Input.require(json, JsonReader.Kind.ARRAY, "the request", key);
        outputs = readOutputs();
      }
      default -> json.skipValue();
    }
  }

  private List<RequestedOutput> readOutputs() {
    List<RequestedOutput> result = new ArrayList<>();
    SeenNames names = new SeenNames();
    json.beginArray();
    while (json.nextElement()) {
      RequestedOutput output = readOutput("output " + result.size());
      if (!names.add(output.name())) {
        throw ServingException.invalid("output '" + output.name() + "' is asked for twice");
      }
      result.add(output);
    }
    return result;
  }

  private RequestedOutput readOutput(String label) {
    if (json.peek() != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "%s is %s (expected: an object with its name)".formatted(label, json.peek().phrase()));
    }
    String name = null;
    Map<String, Parameter> said = Map.of();
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case "name" -> name = V2Input.string(json, label, key);
        case "parameters" -> {
          V2Input.require(json, JsonReader.Kind.OBJECT, label, key);
          said = V2Parameters.read(json, label);
        }
        default -> json.skipValue();
      }
    }
    if (name == null) {
      throw ServingException.invalid(label + " has no name");
    }
    return new RequestedOutput(name, said);
  }
}
