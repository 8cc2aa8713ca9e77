// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.config.EnsembleConfig.Step;
import io.slipway.modelserver.ensemble.StepModels.StepModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the models of an ensemble fit each other. Pure. */
final class FlowCheck {
  private final EnsembleConfig config;
  private final ModelSignature signature;
  private final int maxBatchSize;
  private final List<StepModel> models;
  private final List<String> faults = new ArrayList<>();

  /** What a tensor is, and where that is known from. */
  private record Source(TensorSpec spec, String from) {}

  private final Map<String, Source> sources = new HashMap<>();

  private FlowCheck(
      EnsembleConfig config, ModelSignature signature, int maxBatchSize, List<StepModel> models) {
    this.config = config;
    this.signature = signature;
    this.maxBatchSize = maxBatchSize;
    this.models = models;
  }

  /** What does not fit; empty if all does. */
  static List<String> faults(
      EnsembleConfig config, ModelSignature signature, int maxBatchSize, List<StepModel> models) {
    FlowCheck check = new FlowCheck(config, signature, maxBatchSize, models);
    check.names();
    check.batches();
    if (check.faults.isEmpty()) {
      check.tensors();
    }
    return check.faults;
  }

  private void names() {
    for (int i = 0; i < models.size(); i++) {
      Step step = config.steps().get(i);
      ModelSignature model = models.get(i).signature();
      for (String input : step.inputs().keySet()) {
        if (model.input(input) == null) {
          missing(i, "input", input, model.inputs());
        }
      }
      for (TensorSpec input : model.inputs()) {
        if (!step.inputs().containsKey(input.name())) {
          faults.add("%s: nothing is given to its input '%s'".formatted(label(i), input.name()));
        }
      }
      for (String output : step.outputs().keySet()) {
        if (model.output(output) == null) {
          missing(i, "output", output, model.outputs());
        }
      }
    }
  }

  private void missing(int step, String kind, String name, List<TensorSpec> specs) {
    String names = specs.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
    faults.add(
        "%s: the model has no %s '%s' (expected: %s)".formatted(label(step), kind, name, names));
  }

  private String label(int step) {
    return "step %d (%s)".formatted(step, config.steps().get(step).model());
  }

  private void batches() {
    if (maxBatchSize == 0) {
      return;
    }
    for (int i = 0; i < models.size(); i++) {
      StepModel model = models.get(i);
      if (model.maxBatchSize() > 0 && model.maxBatchSize() < maxBatchSize) {
        faults.add(
            "%s: the ensemble's max_batch_size is %d, and the model's %d (expected: at least as"
                .concat(" large)")
                .formatted(label(i), maxBatchSize, model.maxBatchSize()));
      } else if (model.maxBatchSize() == 0 && !takesBatches(model.signature())) {
        faults.add(
            "%s: the ensemble's max_batch_size is %d, and the model takes no batches (expected: a"
                .concat(" first dimension of any size)")
                .formatted(label(i), maxBatchSize));
      }
    }
  }

  private static boolean takesBatches(ModelSignature model) {
    for (List<TensorSpec> specs : List.of(model.inputs(), model.outputs())) {
      for (TensorSpec spec : specs) {
        if (spec.shape().rank() == 0 || spec.shape().dim(0) != -1) {
          return false;
        }
      }
    }
    return true;
  }

  private void tensors() {
    for (TensorSpec input : signature.inputs()) {
      sources.put(input.name(), new Source(input, "the ensemble's input"));
    }
    for (int i = 0; i < models.size(); i++) {
      ModelSignature model = models.get(i).signature();
      String from = label(i);
      config
          .steps()
          .get(i)
          .outputs()
          .forEach((output, tensor) -> source(tensor, model.output(output), from));
    }
    for (int i = 0; i < models.size(); i++) {
      ModelSignature model = models.get(i).signature();
      String to = label(i);
      config
          .steps()
          .get(i)
          .inputs()
          .forEach((input, tensor) -> use(tensor, model.input(input), to));
    }
    for (TensorSpec output : signature.outputs()) {
      use(output.name(), output, "the ensemble's output");
    }
  }

  private void source(String tensor, @Nullable TensorSpec spec, String from) {
    if (spec != null) {
      sources.put(tensor, new Source(spec, from));
    }
  }

  private void use(String tensor, @Nullable TensorSpec use, String to) {
    Source source = sources.get(tensor);
    if (source == null || use == null) {
      return; // told already
    }
    TensorSpec given = source.spec();
    if (given.datatype() != use.datatype() || !fit(given.shape(), use.shape())) {
      faults.add(
          "tensor '%s' is %s%s from %s, and %s%s for %s"
              .formatted(
                  tensor,
                  given.datatype(),
                  given.shape(),
                  source.from(),
                  use.datatype(),
                  use.shape(),
                  to));
    }
  }

  /** Whether some tensor has both shapes. */
  private static boolean fit(Shape one, Shape other) {
    if (one.rank() != other.rank()) {
      return false;
    }
    for (int i = 0; i < one.rank(); i++) {
      if (one.dim(i) != other.dim(i) && one.dim(i) != -1 && other.dim(i) != -1) {
        return false;
      }
    }
    return true;
  }
}
