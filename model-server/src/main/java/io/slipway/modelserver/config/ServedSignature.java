// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and gives under its configuration. Each tensor of the configuration must be
 * one of the model file's, of the same datatype, and must fit its shape: where the file has a size,
 * the configuration has the same.
 *
 * @param signature what clients see, and after it what is between the server and the model: the
 *     inputs and outputs of sequences
 * @param hiddenInputs how many inputs at the end clients do not see
 * @param hiddenOutputs how many outputs at the end clients do not see
 * @param inputs for each of the signature's inputs, how the model itself wants it
 * @param outputs for each of the signature's outputs, how the model itself gives it
 */
public record ServedSignature(
    ModelSignature signature,
    int hiddenInputs,
    int hiddenOutputs,
    List<Mapping> inputs,
    List<Mapping> outputs) {
  /**
   * How a tensor passes from the client to the model or back.
   *
   * @param index of the tensor among those of the model file
   * @param reshaped the shape on the model's side, with the batch dimension; null if it is the same
   */
  public record Mapping(int index, @Nullable Shape reshaped) {}

  public ServedSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * @param model what the file says
   * @throws ServingException INVALID_ARGUMENT naming what does not fit
   */
  public static ServedSignature of(ModelSignature model, ModelConfig config) {
    boolean batching = config.maxBatchSize() > 0;
    SequenceBatching sequences = config.sequences();
    Set<String> hiddenInputs = sequences == null ? Set.of() : sequences.inputs();
    Set<String> hiddenOutputs = sequences == null ? Set.of() : unlisted(sequences, config);
    int clients = model.inputs().size() - hiddenInputs.size();
    if (!config.inputs().isEmpty() && config.inputs().size() != clients) {
      throw ServingException.invalid(
          "the configuration has %d inputs (expected: the model file's %d: %s)"
              .formatted(
                  config.inputs().size(),
                  clients,
                  names(
                      model.inputs().stream()
                          .filter(spec -> !hiddenInputs.contains(spec.name()))
                          .toList())));
    }
    Side inputs = Side.of("input", model.inputs(), config.inputs(), hiddenInputs, batching);
    Side outputs = Side.of("output", model.outputs(), config.outputs(), hiddenOutputs, batching);
    return new ServedSignature(
        new ModelSignature(model.platform(), inputs.specs, outputs.specs),
        hiddenInputs.size(),
        hiddenOutputs.size(),
        inputs.mappings,
        outputs.mappings);
  }

  /** State that clients may not ask for. */
  private static Set<String> unlisted(SequenceBatching sequences, ModelConfig config) {
    Set<String> outputs = sequences.outputs();
    config.outputs().forEach(output -> outputs.remove(output.name()));
    return outputs;
  }

  /** What clients see. */
  public ModelSignature clients() {
    if (hiddenInputs == 0 && hiddenOutputs == 0) {
      return signature;
    }
    List<TensorSpec> in = signature.inputs();
    List<TensorSpec> out = signature.outputs();
    return new ModelSignature(
        signature.platform(),
        in.subList(0, in.size() - hiddenInputs),
        out.subList(0, out.size() - hiddenOutputs));
  }

  /** True if requests and answers pass unchanged. */
  public boolean isIdentity(ModelSignature model) {
    return model.inputs().size() == inputs.size()
        && model.outputs().size() == outputs.size()
        && unchanged(inputs)
        && unchanged(outputs);
  }

  private static boolean unchanged(List<Mapping> mappings) {
    for (int i = 0; i < mappings.size(); i++) {
      if (mappings.get(i).index() != i || mappings.get(i).reshaped() != null) {
        return false;
      }
    }
    return true;
  }

  private static String names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
  }

  /** The inputs or the outputs. */
  private record Side(List<TensorSpec> specs, List<Mapping> mappings) {
    static Side of(
        String kind,
        List<TensorSpec> model,
        List<TensorConfig> configured,
        Set<String> hidden,
        boolean batching) {
      Side side = new Side(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < model.size() && configured.isEmpty(); i++) {
        if (!hidden.contains(model.get(i).name())) {
          side.addAsItIs(kind, model, i, batching);
        }
      }
      side.add(kind, model, configured, batching);
      for (String name : hidden) {
        find(kind, model, name);
      }
      for (int i = 0; i < model.size(); i++) {
        if (hidden.contains(model.get(i).name())) {
          side.addAsItIs(kind, model, i, batching);
        }
      }
      return side;
    }

    private void addAsItIs(String kind, List<TensorSpec> model, int index, boolean batching) {
      requireBatching(kind, model.get(index), batching);
      specs.add(model.get(index));
      mappings.add(new Mapping(index, null));
    }

    private void add(
        String kind, List<TensorSpec> model, List<TensorConfig> configured, boolean batching) {
      for (TensorConfig tensor : configured) {
        int index = find(kind, model, tensor.name());
        TensorSpec spec = model.get(index);
        requireBatching(kind, spec, batching);
        requireDatatype(kind, spec, tensor.datatype());
        Shape reshaped = reshaped(spec, tensor, batching);
        Shape dims = tensor.dims() == null ? spec.shape() : batched(tensor.dims(), batching);
        if (tensor.dims() != null) {
          fit(kind, spec, reshaped == null ? dims : reshaped, batching);
        }
        specs.add(new TensorSpec(spec.name(), spec.datatype(), dims));
        mappings.add(new Mapping(index, reshaped));
      }
    }

    private static int find(String kind, List<TensorSpec> model, String name) {
      for (int i = 0; i < model.size(); i++) {
        if (model.get(i).name().equals(name)) {
          return i;
        }
      }
      throw ServingException.invalid(
          "the configuration has the %s '%s', which the model file does not (expected: %s)"
              .formatted(kind, name, names(model)));
    }

    private static void requireBatching(String kind, TensorSpec spec, boolean batching) {
      if (batching && (spec.shape().rank() == 0 || spec.shape().dim(0) != -1)) {
        throw ServingException.invalid(
            "max_batch_size is over 0, and %s '%s' has the shape %s in the model file (expected: a first dimension of -1, for the batch)"
                .formatted(kind, spec.name(), spec.shape()));
      }
    }

    private static void requireDatatype(
        String kind, TensorSpec spec, @Nullable DataType configured) {
      if (configured != null && configured != spec.datatype()) {
        throw ServingException.invalid(
            "the configuration has datatype %s for %s '%s' (expected: %s, as in the model file)"
                .formatted(
                    TensorReader.constant(configured),
                    kind,
                    spec.name(),
                    TensorReader.constant(spec.datatype())));
      }
    }

    /** A configuration can't say that a tensor is a scalar; it says that there is one element. */
    private static @Nullable Shape reshaped(
        TensorSpec spec, TensorConfig tensor, boolean batching) {
      Shape dims = tensor.dims();
      if (tensor.reshape() != null) {
        return batched(tensor.reshape(), batching);
      }
      boolean single =
          spec.shape().rank() == 0
              && dims != null
              && dims.rank() > 0
              && dims.isConcrete()
              && dims.elementCount() == 1;
      return single ? Shape.SCALAR : null;
    }

    private static Shape batched(Shape dims, boolean batching) {
      if (!batching) {
        return dims;
      }
      long[] batched = new long[dims.rank() + 1];
      batched[0] = -1;
      for (int i = 0; i < dims.rank(); i++) {
        batched[i + 1] = dims.dim(i);
      }
      return Shape.of(batched);
    }

    private static void fit(String kind, TensorSpec spec, Shape configured, boolean batching) {
      boolean fits = spec.shape().rank() == configured.rank();
      for (int i = 0; fits && i < configured.rank(); i++) {
        fits = spec.shape().dim(i) == -1 || spec.shape().dim(i) == configured.dim(i);
      }
      if (!fits) {
        throw ServingException.invalid(
            "the configuration has the shape %s for %s '%s'%s (expected: one that fits %s, as in the model file)"
                .formatted(
                    configured,
                    kind,
                    spec.name(),
                    batching ? ", the batch dimension included" : "",
                    spec.shape()));
      }
    }
  }
}
