// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a request fits a model. Pure. */
public final class SignatureCheck {
  private SignatureCheck() {}

  /**
   * The request's inputs in the signature's order.
   *
   * @throws ServingException INVALID_ARGUMENT naming the input, what it is and what was expected
   */
  public static List<NamedTensor> inputs(InferenceRequest request, ModelSignature signature) {
    List<TensorSpec> specs = signature.inputs();
    List<NamedTensor> given = request.inputs();
    if (given.size() == 1
        && specs.size() == 1
        && given.getFirst().name().equals(specs.getFirst().name())) {
      checkTensor(request.modelName(), specs.getFirst(), given.getFirst());
      return given;
    }
    for (NamedTensor input : given) {
      if (signature.input(input.name()) == null) {
        throw ServingException.invalid(
            "model '%s' has no input '%s' (expected: %s)"
                .formatted(request.modelName(), input.name(), names(specs)));
      }
    }
    List<NamedTensor> ordered = new ArrayList<>(specs.size());
    for (TensorSpec spec : specs) {
      NamedTensor input = find(given, spec, request.modelName());
      checkTensor(request.modelName(), spec, input);
      ordered.add(input);
    }
    return ordered;
  }

  /**
   * The names of the outputs to compute, in the order of the answer.
   *
   * @throws ServingException INVALID_ARGUMENT naming an output that the model does not have, or
   *     that is asked for twice
   */
  public static List<String> outputs(InferenceRequest request, ModelSignature signature) {
    List<TensorSpec> specs = signature.outputs();
    List<String> names = new ArrayList<>(specs.size());
    if (request.outputs().isEmpty()) {
      for (TensorSpec spec : specs) {
        names.add(spec.name());
      }
      return names;
    }
    for (RequestedOutput output : request.outputs()) {
      if (signature.output(output.name()) == null) {
        throw ServingException.invalid(
            "model '%s' has no output '%s' (expected: %s)"
                .formatted(request.modelName(), output.name(), names(specs)));
      }
      if (names.contains(output.name())) {
        throw ServingException.invalid("output '%s' is requested twice".formatted(output.name()));
      }
      names.add(output.name());
    }
    return names;
  }

  private static NamedTensor find(List<NamedTensor> given, TensorSpec spec, String model) {
    NamedTensor found = null;
    for (NamedTensor input : given) {
      if (input.name().equals(spec.name())) {
        if (found != null) {
          throw ServingException.invalid("input '%s' is given twice".formatted(spec.name()));
        }
        found = input;
      }
    }
    if (found == null) {
      throw ServingException.invalid(
          "model '%s' needs the input '%s' (datatype %s, shape %s), which is missing"
              .formatted(model, spec.name(), spec.datatype(), spec.shape()));
    }
    return found;
  }

  private static void checkTensor(String model, TensorSpec spec, NamedTensor input) {
    if (input.tensor().datatype() != spec.datatype()) {
      throw ServingException.invalid(
          "input '%s' of model '%s' has datatype %s (expected: %s)"
              .formatted(spec.name(), model, input.tensor().datatype(), spec.datatype()));
    }
    if (!spec.shape().accepts(input.tensor().shape())) {
      throw ServingException.invalid(
          "input '%s' of model '%s' has shape %s (expected: %s, -1 is any size)"
              .formatted(spec.name(), model, input.tensor().shape(), spec.shape()));
    }
  }

  private static String names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
  }
}
