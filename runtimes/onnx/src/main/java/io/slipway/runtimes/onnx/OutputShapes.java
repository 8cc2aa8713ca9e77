// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which shapes the outputs will have, as far as the model file tells: every dimension is fixed, or
 * has the name of an input's dimension. Such an output can be written by the engine where the
 * answer needs it, without a copy. What the file says may be wrong; the engine then refuses the
 * memory. Immutable.
 */
final class OutputShapes {
  private final List<Prediction> outputs;

  private OutputShapes(List<Prediction> outputs) {
    this.outputs = outputs;
  }

  static OutputShapes of(List<OnnxNode> inputs, List<OnnxNode> outputs) {
    return new OutputShapes(outputs.stream().map(output -> prediction(inputs, output)).toList());
  }

  /** The shape that this output will have with these inputs; null if that is not known. */
  @Nullable Shape predict(int output, List<NamedTensor> inputs) {
    return outputs.get(output).shape(inputs);
  }

  private static Prediction prediction(List<OnnxNode> inputs, OnnxNode output) {
    if (!output.ranked() || !output.spec().datatype().isFixedSize()) {
      return new Prediction.None();
    }
    Shape shape = output.spec().shape();
    if (shape.isConcrete()) {
      return new Prediction.Fixed(shape);
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      List<Axis> axes = shape.dim(i) >= 0 ? List.of() : axes(inputs, output.symbols().get(i));
      if (shape.dim(i) < 0 && axes.isEmpty()) {
        return new Prediction.None();
      }
      dimensions.add(new Dimension(shape.dim(i), axes));
    }
    return new Prediction.FromInputs(dimensions);
  }

  private static List<Axis> axes(List<OnnxNode> inputs, String symbol) {
    List<Axis> axes = new ArrayList<>();
    for (int input = 0; !symbol.isEmpty() && input < inputs.size(); input++) {
      List<String> symbols = inputs.get(input).symbols();
      for (int axis = 0; axis < symbols.size(); axis++) {
        if (symbols.get(axis).equals(symbol)) {
          axes.add(new Axis(input, axis));
        }
      }
    }
    return List.copyOf(axes);
  }

  /** Not sealed and switched over: the JVM would make that switch anew at every start. */
  private interface Prediction {
    @Nullable Shape shape(List<NamedTensor> inputs);

    record None() implements Prediction {
      @Override
      public @Nullable Shape shape(List<NamedTensor> inputs) {
        return null;
      }
    }

    record Fixed(Shape value) implements Prediction {
      @Override
      public Shape shape(List<NamedTensor> inputs) {
        return value;
      }
    }

    record FromInputs(List<Dimension> dimensions) implements Prediction {
      @Override
      public @Nullable Shape shape(List<NamedTensor> inputs) {
        long[] dims = new long[dimensions.size()];
        for (int i = 0; i < dims.length; i++) {
          dims[i] = dimensions.get(i).size(inputs);
          if (dims[i] < 0) {
            return null;
          }
        }
        return Shape.of(dims);
      }
    }
  }

  private record Axis(int input, int axis) {
    long size(List<NamedTensor> inputs) {
      return inputs.get(input).tensor().shape().dim(axis);
    }
  }

  /**
   * @param fixed -1 if the size is that of the axes
   */
  private record Dimension(long fixed, List<Axis> axes) {
    /** -1 if the inputs do not agree on it: one symbol, several sizes. */
    long size(List<NamedTensor> inputs) {
      if (fixed >= 0) {
        return fixed;
      }
      long size = axes.get(0).size(inputs);
      for (int i = 1; i < axes.size(); i++) {
        if (axes.get(i).size(inputs) != size) {
          return -1;
        }
      }
      return size;
    }
  }
}
