// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import static java.util.Objects.requireNonNull;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.TensorConfig;
import io.slipway.modelserver.ensemble.StepModels.StepModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An ensemble whose models fit each other: tensors and steps by number. Immutable. */
public final class EnsemblePlan {
  /** A model's input or output, and the tensor that it is in the ensemble. */
  record Link(String name, int tensor) {}

  /**
   * One use of a model.
   *
   * @param version null for the newest
   * @param always it is run even if nobody asks for what it gives
   */
  record Step(
      String model,
      @Nullable String version,
      List<Link> inputs,
      List<Link> outputs,
      boolean always) {}

  private final ModelSignature signature;
  private final Map<String, Integer> tensors = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Selection everything;

  private EnsemblePlan(ModelSignature signature, EnsembleConfig config, List<StepModel> models) {
    this.signature = signature;
    for (TensorSpec input : signature.inputs()) {
      number(input.name());
    }
    for (int i = 0; i < config.steps().size(); i++) {
      EnsembleConfig.Step step = config.steps().get(i);
      steps.add(
          new Step(
              step.model(),
              step.version(),
              links(step.inputs()),
              links(step.outputs()),
              models.get(i).keepsSequences()));
    }
    List<String> all = new ArrayList<>();
    signature.outputs().forEach(output -> all.add(output.name()));
    everything = Selection.of(this, all);
  }

  private List<Link> links(Map<String, String> map) {
    List<Link> links = new ArrayList<>(map.size());
    map.forEach((name, tensor) -> links.add(new Link(name, number(tensor))));
    return List.copyOf(links);
  }

  private int number(String tensor) {
    return tensors.computeIfAbsent(tensor, _ -> tensors.size());
  }

  /**
   * @param name the ensemble's
   * @param whole its configuration, of which {@code config} is a part
   * @throws ServingException with everything that does not fit; NOT_FOUND or UNAVAILABLE if a model
   *     is not there
   */
  public static EnsemblePlan of(
      String name, ModelConfig whole, EnsembleConfig config, StepModels known) {
    List<StepModel> models = new ArrayList<>();
    for (EnsembleConfig.Step step : config.steps()) {
      try {
        requireOther(name, step.model(), step.version(), known, new HashSet<>());
        models.add(known.describe(step.model(), step.version()));
      } catch (ServingException e) {
        throw e.of("step " + models.size());
      }
    }
    ModelSignature signature =
        new ModelSignature(
            EnsembleConfig.PLATFORM, specs(whole, whole.inputs()), specs(whole, whole.outputs()));
    List<String> faults = FlowCheck.faults(config, signature, whole.maxBatchSize(), models);
    if (!faults.isEmpty()) {
      throw ServingException.invalid(String.join("; ", faults));
    }
    return new EnsemblePlan(signature, config, models);
  }

  /** An ensemble that runs itself, by whatever way, would never end. */
  private static void requireOther(
      String name, String model, @Nullable String version, StepModels known, Set<String> seen) {
    if (model.equals(name)) {
      throw ServingException.invalid("ensemble '%s' uses itself".formatted(name));
    }
    if (seen.add(model)) {
      for (String inner : known.describe(model, version).models()) {
        requireOther(name, inner, null, known, seen);
      }
    }
  }

  private static List<TensorSpec> specs(ModelConfig config, List<TensorConfig> tensors) {
    List<TensorSpec> specs = new ArrayList<>(tensors.size());
    for (TensorConfig tensor : tensors) {
      Shape dims = requireNonNull(tensor.dims(), "checked when it was read");
      DataType datatype = requireNonNull(tensor.datatype(), "checked when it was read");
      specs.add(new TensorSpec(tensor.name(), datatype, batched(dims, config.maxBatchSize() > 0)));
    }
    return specs;
  }

  private static Shape batched(Shape dims, boolean batching) {
    if (!batching) {
      return dims;
    }
    long[] batched = new long[dims.rank() + 1];
    batched[0] = -1;
    System.arraycopy(dims.toArray(), 0, batched, 1, dims.rank());
    return Shape.of(batched);
  }

  /** The models of the steps. */
  public Set<String> models() {
    Set<String> models = new HashSet<>();
    steps.forEach(step -> models.add(step.model()));
    return models;
  }

  ModelSignature signature() {
    return signature;
  }

  List<Step> steps() {
    return steps;
  }

  int tensorCount() {
    return tensors.size();
  }

  /** The number of a tensor that the ensemble has. */
  int tensor(String name) {
    Integer number = tensors.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no tensor '" + name + "'");
    }
    return number;
  }

  /** A step keeps sequences, and so does the ensemble then. */
  public boolean keepsSequences() {
    for (Step step : steps) {
      if (step.always()) {
        return true;
      }
    }
    return false;
  }

  /** What is to be run for these outputs. */
  Selection select(List<String> outputs) {
    return outputs.equals(everything.outputs()) ? everything : Selection.of(this, outputs);
  }
}
