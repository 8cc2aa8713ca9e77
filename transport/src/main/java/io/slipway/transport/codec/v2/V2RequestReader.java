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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one request whose JSON is not known. */
final class V2RequestReader {
  private final JsonReader json;
  private final DecodedTensors inputs = new DecodedTensors("input");
  private final V2Input input;

  private @Nullable String id;
  private Map<String, Parameter> parameters = Map.of();
  private List<RequestedOutput> outputs = List.of();

  /**
   * @param text the JSON
   */
  V2RequestReader(
      byte[] text, BinaryPart binary, TensorAllocator allocator, @Nullable SharedMemory memory) {
    this.json = new JsonReader(text, 0, text.length);
    this.input = new V2Input(json, binary, allocator, memory);
  }

  /** The request, owned by the caller. */
  V2Request read(String modelName, @Nullable String modelVersion) {
    try (inputs) {
      read();
      BinaryOutputs binaryOutputs = BinaryOutputs.of(parameters, outputs);
      return new V2Request(
          new InferenceRequest(
              modelName, modelVersion, id, parameters, inputs.handOver(), outputs, Deadline.NONE),
          binaryOutputs);
    }
  }

  /** The head of what was read; null if there is more in the JSON than that, or it has an id. */
  @Nullable RequestHead head(V2Request read) {
    List<InputHead> heads = input.heads();
    InferenceRequest request = read.request();
    return id == null && heads.size() == request.inputs().size()
        ? new RequestHead(request.parameters(), heads, request.outputs(), read.binaryOutputs())
        : null;
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
