// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.ServedSignature;
import io.slipway.modelserver.config.ServedSignature.Mapping;
import io.slipway.runtimes.spi.DimensionNames;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model as its configuration has it: other shapes, another order, fewer outputs. */
final class ConfiguredModel implements LoadedModel {
  private final LoadedModel model;
  private final ServedSignature served;

  /** What comes of each output whose shape the model does not give as clients see it. */
  private final Map<String, Reshape> outputs = new HashMap<>();

  /**
   * From one shape to another of as many elements, the dimensions of any size in the same order.
   */
  private record Reshape(Shape from, Shape to) {
    Tensor view(Tensor tensor, Runnable release) {
      return Tensor.unfilled(tensor.datatype(), shape(tensor.shape()), tensor.data(), release);
    }

    private Shape shape(Shape concrete) {
      long[] dims = to.toArray();
      int next = 0;
      for (int i = 0; i < dims.length; i++) {
        if (dims[i] == -1) {
          while (from.dim(next) != -1) {
            next++;
          }
          dims[i] = concrete.dim(next++);
        }
      }
      return Shape.of(dims);
    }
  }

  /** Takes the model over. */
  ConfiguredModel(LoadedModel model, ServedSignature served) {
    this.model = model;
    this.served = served;
    List<TensorSpec> specs = served.signature().outputs();
    for (int i = 0; i < specs.size(); i++) {
      Shape reshaped = served.outputs().get(i).reshaped();
      if (reshaped != null) {
        outputs.put(specs.get(i).name(), new Reshape(reshaped, specs.get(i).shape()));
      }
    }
  }

  @Override
  public ModelSignature signature() {
    return served.signature();
  }

  /** A tensor that is reshaped has none: its dimensions are not those of the file. */
  @Override
  public DimensionNames dimensionNames() {
    DimensionNames names = model.dimensionNames();
    return new DimensionNames(
        served(names.inputs(), served.inputs()), served(names.outputs(), served.outputs()));
  }

  private static List<List<String>> served(List<List<String>> names, List<Mapping> mappings) {
    List<List<String>> served = new ArrayList<>(mappings.size());
    for (Mapping mapping : mappings) {
      boolean named = mapping.reshaped() == null && mapping.index() < names.size();
      served.add(named ? names.get(mapping.index()) : List.of());
    }
    return served;
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> names) {
    NamedTensor[] ordered = new NamedTensor[inputs.size()];
    for (int i = 0; i < ordered.length; i++) {
      Mapping mapping = served.inputs().get(i);
      ordered[mapping.index()] = input(inputs.get(i), i, mapping);
    }
    List<NamedTensor> results = model.run(List.of(ordered), names);
    return outputs.isEmpty() ? results : reshape(results);
  }

  private NamedTensor input(NamedTensor input, int index, Mapping mapping) {
    if (mapping.reshaped() == null) {
      return input;
    }
    Reshape reshape =
        new Reshape(served.signature().inputs().get(index).shape(), mapping.reshaped());
    // Borrowed like the tensor it is a view of: the request releases that one.
    return new NamedTensor(input.name(), reshape.view(input.tensor(), () -> {}));
  }

  private List<NamedTensor> reshape(List<NamedTensor> results) {
    List<NamedTensor> reshaped = new ArrayList<>(results.size());
    for (NamedTensor result : results) {
      Reshape reshape = outputs.get(result.name());
      // A model that gives another shape than its file says is passed on as it is.
      if (reshape == null || !reshape.from().accepts(result.tensor().shape())) {
        reshaped.add(result);
      } else {
        Tensor tensor = result.tensor();
        reshaped.add(new NamedTensor(result.name(), reshape.view(tensor, tensor::close)));
      }
    }
    return reshaped;
  }

  @Override
  public void close() {
    model.close();
  }
}
