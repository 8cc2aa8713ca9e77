// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.padding.Padding.Axis;
import io.slipway.modelserver.padding.Padding.PaddedInput;
import io.slipway.runtimes.spi.DimensionNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a rule by names to the padding of one model. */
final class PaddingResolution {
  /** Follows no input. */
  private static final String NONE = "-";

  private final PaddingRule rule;
  private final ModelSignature signature;
  private final DimensionNames names;

  /** The padded dimensions by the name that the model's file has for them. */
  private final Map<String, List<Axis>> named = new LinkedHashMap<>();

  PaddingResolution(PaddingRule rule, ModelSignature signature, DimensionNames names) {
    this.rule = rule;
    this.signature = signature;
    this.names = names;
  }

  Padding resolve() {
    known("input", rule.values(), signature.inputs());
    known("output", rule.outputs(), signature.outputs());
    List<@Nullable PaddedInput> inputs = new ArrayList<>();
    for (int i = 0; i < signature.inputs().size(); i++) {
      inputs.add(input(i));
    }
    Map<String, @Nullable Axis[]> outputs = new HashMap<>();
    for (int i = 0; i < signature.outputs().size(); i++) {
      @Nullable Axis[] axes = output(i);
      if (axes != null) {
        outputs.put(signature.outputs().get(i).name(), axes);
      }
    }
    List<List<Axis>> equal = named.values().stream().filter(axes -> axes.size() > 1).toList();
    return new Padding(rule.buckets(), inputs, equal, outputs);
  }

  private static void known(String kind, Map<String, ?> given, List<TensorSpec> specs) {
    for (String name : given.keySet()) {
      if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
        throw ServingException.invalid(
            "padding: the model has no %s '%s' (expected one of: %s)"
                .formatted(kind, name, specs.stream().map(TensorSpec::name).toList()));
      }
    }
  }

  private @Nullable PaddedInput input(int index) {
    TensorSpec spec = signature.inputs().get(index);
    boolean[] any = new boolean[spec.shape().rank()];
    boolean padded = false;
    for (int d = 1; d < any.length; d++) {
      any[d] = spec.shape().dim(d) == -1;
      padded |= any[d];
      String name = any[d] ? names.input(index, d) : "";
      if (!name.isEmpty()) {
        named.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Axis(index, d));
      }
    }
    String value = rule.values().get(spec.name());
    if (!padded) {
      if (value != null) {
        throw ServingException.invalid(
            "padding: input '%s' of shape %s is never filled up (expected: no value for it)"
                .formatted(spec.name(), spec.shape()));
      }
      return null;
    }
    return new PaddedInput(any, value(spec, value));
  }

  private static FillValue value(TensorSpec spec, @Nullable String value) {
    if (spec.datatype() == DataType.BYTES) {
      throw ServingException.invalid(
          "padding: input '%s' is of BYTES and shape %s, and texts are not filled up (expected: sizes after the first dimension)"
              .formatted(spec.name(), spec.shape()));
    }
    try {
      return value == null
          ? FillValue.zero(spec.datatype())
          : FillValue.parse(spec.datatype(), value);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "padding: the value of input '%s' is %s".formatted(spec.name(), e.getMessage()));
    }
  }

  private @Nullable Axis @Nullable [] output(int index) {
    TensorSpec spec = signature.outputs().get(index);
    List<Integer> any = new ArrayList<>();
    for (int d = 1; d < spec.shape().rank(); d++) {
      if (spec.shape().dim(d) == -1) {
        any.add(d);
      }
    }
    List<String> given = rule.outputs().get(spec.name());
    if (given != null && given.size() != any.size()) {
      throw ServingException.invalid(
          "padding: output '%s' of shape %s is said to follow %s (expected: %d of them, one for each dimension of any size after the first)"
              .formatted(spec.name(), spec.shape(), given, any.size()));
    }
    @Nullable Axis[] axes = new Axis[spec.shape().rank()];
    boolean follows = false;
    for (int i = 0; i < any.size(); i++) {
      int dimension = any.get(i);
      axes[dimension] = given == null ? byName(index, dimension) : named(spec, given.get(i));
      follows |= axes[dimension] != null;
    }
    if (follows && spec.datatype() == DataType.BYTES) {
      throw ServingException.invalid(
          "padding: output '%s' is of BYTES and shape %s, and texts are not cut (expected: sizes after the first dimension)"
              .formatted(spec.name(), spec.shape()));
    }
    return follows ? axes : null;
  }

  private Axis byName(int output, int dimension) {
    TensorSpec spec = signature.outputs().get(output);
    String name = names.output(output, dimension);
    List<Axis> axes = named.get(name);
    if (axes == null) {
      throw ServingException.invalid(
          "padding: dimension %d of output '%s' is of any size, and the model's file does not say that it is that of an input (expected: the parameter %s, with INPUT[DIMENSION] or %s)"
              .formatted(dimension, spec.name(), PaddingRule.OUTPUT_PARAMETER + spec.name(), NONE));
    }
    return axes.getFirst();
  }

  private @Nullable Axis named(TensorSpec output, String followed) {
    if (followed.equals(NONE)) {
      return null;
    }
    int open = followed.lastIndexOf('[');
    if (open > 0 && followed.endsWith("]")) {
      String digits = followed.substring(open + 1, followed.length() - 1);
      for (int i = 0; i < signature.inputs().size(); i++) {
        TensorSpec input = signature.inputs().get(i);
        if (input.name().equals(followed.substring(0, open))) {
          for (int d = 1; d < input.shape().rank(); d++) {
            if (digits.equals(Integer.toString(d)) && input.shape().dim(d) == -1) {
              return new Axis(i, d);
            }
          }
        }
      }
    }
    throw ServingException.invalid(
        "padding: output '%s' is said to follow '%s' (expected: INPUT[DIMENSION], a dimension of any size after the first of an input, or %s)"
            .formatted(output.name(), followed, NONE));
  }
}
