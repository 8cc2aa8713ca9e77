// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which shapes the outputs will have: every dimension is fixed in the model file, or has the name
 * of an input's dimension; else the shape is that of the last run, if that had inputs of the same
 * shapes. Such an output can be written by the engine where the answer needs it, without a copy.
 * What is foreseen may be wrong; the engine then refuses the memory. For several threads.
 */
final class OutputShapes {
  private final AtomicReferenceArray<Prediction> outputs;

  private OutputShapes(List<Prediction> outputs) {
    this.outputs = new AtomicReferenceArray<>(outputs.toArray(Prediction[]::new));
  }

  static OutputShapes of(List<OnnxNode> inputs, List<OnnxNode> outputs) {
    return new OutputShapes(outputs.stream().map(output -> prediction(inputs, output)).toList());
  }

  /** The shape that this output will have with these inputs; null if that is not known. */
  @Nullable Shape predict(int output, List<NamedTensor> inputs) {
    return outputs.get(output).shape(inputs);
  }

  /** The engine gave this output {@code actual}, for which nothing was foreseen. */
  void saw(int output, List<NamedTensor> inputs, Shape actual) {
    Prediction known = outputs.get(output);
    if (known.learns()) {
      outputs.compareAndSet(output, known, new Prediction.Seen(inputs, actual));
    }
  }

  /** From now on nothing is foreseen for this output. */
  void giveUp(int output) {
    outputs.set(output, new Prediction.None());
  }

  private static Prediction prediction(List<OnnxNode> inputs, OnnxNode output) {
    if (!output.spec().datatype().isFixedSize() || isInput(inputs, output)) {
      return new Prediction.None();
    }
    if (!output.ranked()) {
      return new Prediction.Unseen();
    }
    Shape shape = output.spec().shape();
    if (shape.isConcrete()) {
      return new Prediction.Fixed(shape);
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      List<Axis> axes = shape.dim(i) >= 0 ? List.of() : axes(inputs, output.symbols().get(i));
      if (shape.dim(i) < 0 && axes.isEmpty()) {
        return new Prediction.Unseen();
      }
      dimensions.add(new Dimension(shape.dim(i), axes));
    }
    return new Prediction.FromInputs(dimensions);
  }

  /** What is given for an input is the output then: the engine writes nothing anywhere. */
  private static boolean isInput(List<OnnxNode> inputs, OnnxNode output) {
    return inputs.stream().anyMatch(input -> input.spec().name().equals(output.spec().name()));
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

    /** True if what is seen may take this one's place. */
    default boolean learns() {
      return false;
    }

    record None() implements Prediction {
      @Override
      public @Nullable Shape shape(List<NamedTensor> inputs) {
        return null;
      }
    }

    record Unseen() implements Prediction {
      @Override
      public @Nullable Shape shape(List<NamedTensor> inputs) {
        return null;
      }

      @Override
      public boolean learns() {
        return true;
      }
    }

    /** With inputs of such shapes the output was {@code actual} in the last run. */
    record Seen(Shape[] inputs, Shape actual) implements Prediction {
      Seen(List<NamedTensor> inputs, Shape actual) {
        this(inputs.stream().map(input -> input.tensor().shape()).toArray(Shape[]::new), actual);
      }

      @Override
      public @Nullable Shape shape(List<NamedTensor> given) {
        for (int i = 0; i < inputs.length; i++) {
          if (!given.get(i).tensor().shape().equals(inputs[i])) {
            return null;
          }
        }
        return actual;
      }

      @Override
      public boolean learns() {
        return true;
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
