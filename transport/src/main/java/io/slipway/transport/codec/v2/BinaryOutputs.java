// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which outputs the caller wants as binary data: those whose {@code binary_data} says so, else all
 * or none as the request's {@code binary_data_output} says.
 *
 * @param byDefault for outputs that {@code byName} does not have
 */
public record BinaryOutputs(boolean byDefault, Map<String, Boolean> byName) {
  public static final BinaryOutputs NONE = new BinaryOutputs(false, Map.of());

  public static final BinaryOutputs ALL = new BinaryOutputs(true, Map.of());

  public BinaryOutputs {
    byName = Map.copyOf(byName);
  }

  /**
   * What {@code request} asks for; to be found out before the request is passed on.
   *
   * @throws ServingException INVALID_ARGUMENT if one of the parameters is not true or false
   */
  public static BinaryOutputs of(InferenceRequest request) {
    return of(request.parameters(), request.outputs());
  }

  static BinaryOutputs of(Map<String, Parameter> parameters, List<RequestedOutput> outputs) {
    Boolean all = flag(parameters.get("binary_data_output"), "the request", "binary_data_output");
    Map<String, Boolean> byName = new HashMap<>();
    for (RequestedOutput output : outputs) {
      String label = "output '" + output.name() + "'";
      Boolean binary = flag(output.parameters().get("binary_data"), label, "binary_data");
      if (binary != null) {
        byName.put(output.name(), binary);
      }
    }
    return new BinaryOutputs(all != null && all, byName);
  }

  public boolean isBinary(String outputName) {
    return byName.getOrDefault(outputName, byDefault);
  }

  private static @Nullable Boolean flag(@Nullable Parameter parameter, String label, String name) {
    if (parameter == null) {
      return null;
    }
    if (parameter instanceof Parameter.Bool(boolean value)) {
      return value;
    }
    throw ServingException.invalid("%s: parameter %s is not true or false".formatted(label, name));
  }
}
