// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.ensemble.StepModels.StepModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Configurations of ensembles, and models for them that are known by their signatures only. */
final class Ensembles {
  private final Map<String, StepModel> models = new HashMap<>();

  /** A model whose inputs and outputs, separated by an arrow, are FP32 vectors of any size. */
  Ensembles with(String name, String tensors) {
    return with(name, tensors, DataType.FP32, Shape.of(-1), 0);
  }

  Ensembles with(String name, String tensors, DataType datatype, Shape shape, int maxBatchSize) {
    String[] sides = tensors.split(" -> ", -1);
    return with(
        name,
        new StepModel(
            new ModelSignature(
                "fake", specs(sides[0], datatype, shape), specs(sides[1], datatype, shape)),
            maxBatchSize,
            false,
            Set.of()));
  }

  Ensembles with(String name, StepModel model) {
    models.put(name, model);
    return this;
  }

  /** As a model that is there, but an ensemble of another one. */
  Ensembles withInner(String name, String as, String inner) {
    StepModel model = Objects.requireNonNull(models.get(as));
    return with(name, new StepModel(model.signature(), 0, false, Set.of(inner)));
  }

  /** One that keeps sequences. */
  Ensembles withSequences(String name, String tensors) {
    with(name, tensors);
    StepModel model = Objects.requireNonNull(models.get(name));
    return with(name, new StepModel(model.signature(), 0, true, Set.of()));
  }

  private static List<TensorSpec> specs(String names, DataType datatype, Shape shape) {
    List<TensorSpec> specs = new ArrayList<>();
    for (String name : names.split(" ", -1)) {
      specs.add(new TensorSpec(name, datatype, shape));
    }
    return specs;
  }

  /** Of steps as {@code model: a=TENSOR b=TENSOR -> x=TENSOR}, a line each. */
  EnsemblePlan plan(String tensors, String steps) {
    return plan(tensors, steps, "");
  }

  EnsemblePlan plan(String tensors, String steps, String more) {
    ModelConfig config = config(tensors, steps, more);
    return EnsemblePlan.of(
        "e",
        config,
        Objects.requireNonNull(config.ensemble()),
        (name, _) -> {
          StepModel model = models.get(name);
          if (model == null) {
            throw new ServingException(ErrorCode.NOT_FOUND, "model '" + name + "' not found");
          }
          return model;
        });
  }

  static ModelConfig config(String tensors, String steps, String more) {
    String[] sides = tensors.split(" -> ", -1);
    StringBuilder text = new StringBuilder("platform: \"ensemble\" ").append(more);
    tensors(text, "input", sides[0]);
    tensors(text, "output", sides[1]);
    text.append("ensemble_scheduling {\n");
    for (String step : steps.strip().split("\n", -1)) {
      String[] parts = step.split(": | -> ", -1);
      text.append("step { model_name: \"").append(parts[0].strip()).append("\" model_version: -1 ");
      map(text, "input_map", parts[1]);
      map(text, "output_map", parts[2]);
      text.append("}\n");
    }
    return ModelConfig.readText("config.pbtxt", text.append("}\n").toString().getBytes(UTF_8));
  }

  private static void tensors(StringBuilder text, String field, String names) {
    for (String name : names.split(" ", -1)) {
      text.append("%s { name: \"%s\" data_type: TYPE_FP32 dims: -1 }\n".formatted(field, name));
    }
  }

  private static void map(StringBuilder text, String field, String pairs) {
    for (String pair : pairs.strip().split(" ", -1)) {
      String[] both = pair.split("=", -1);
      text.append("%s { key: \"%s\" value: \"%s\" } ".formatted(field, both[0], both[1]));
    }
  }
}
