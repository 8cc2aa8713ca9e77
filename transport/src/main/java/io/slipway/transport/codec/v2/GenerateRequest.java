// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.memory.RequestBody;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a request of Triton's generate extension: a JSON object whose members are the model's
 * inputs by their names, each a value or a flat list, and whose other members are parameters.
 * Members of {@code parameters} are as those beside it.
 */
public final class GenerateRequest {
  private static final String WHOLE = "the request";

  private final JsonReader json;
  private final ModelSignature signature;
  private final TensorAllocator allocator;
  private final DecodedTensors inputs = new DecodedTensors("input");
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private @Nullable String id;

  private GenerateRequest(RequestBody body, ModelSignature signature, TensorAllocator allocator) {
    int length = body.size();
    this.json = new JsonReader(body.copy(0, length), 0, length);
    this.signature = signature;
    this.allocator = allocator;
  }

  /**
   * The request, owned by the caller. The body stays the caller's to close.
   *
   * @param signature which says what is an input, and of which datatype and shape
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the body; what the
   *     allocator throws. No tensor is left behind
   */
  public static InferenceRequest decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      ModelSignature signature,
      TensorAllocator allocator) {
    GenerateRequest request = new GenerateRequest(body, signature, allocator);
    try (DecodedTensors inputs = request.inputs) {
      request.read();
      return new InferenceRequest(
          modelName,
          modelVersion,
          request.id,
          request.parameters,
          inputs.handOver(),
          List.of(),
          Deadline.NONE);
    }
  }

  private void read() {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "%s is %s (expected: a JSON object with the model's inputs)"
              .formatted(WHOLE, kind.phrase()));
    }
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case "id" -> {
          requireOnce(key);
          String given = V2Input.string(json, WHOLE, key);
          id = given.isEmpty() ? null : given;
        }
        case "parameters" -> {
          requireOnce(key);
          V2Input.require(json, JsonReader.Kind.OBJECT, WHOLE, key);
          json.beginObject();
          for (String name = json.nextKey(); name != null; name = json.nextKey()) {
            readMember(name);
          }
        }
        default -> readMember(key);
      }
    }
    json.readEnd();
  }

  private void readMember(String name) {
    requireOnce(name);
    TensorSpec input = signature.input(name);
    if (input == null) {
      parameters.put(name, V2Parameters.value(json, name, WHOLE));
    } else {
      inputs.add(new NamedTensor(name, new GenerateInput(json, input).read(allocator)));
    }
  }

  private void requireOnce(String name) {
    if (!names.add(name)) {
      throw ServingException.invalid(WHOLE + " has '" + name + "' twice");
    }
  }
}
