// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.modelserver.config.EnsembleConfig.Step;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code ensemble_scheduling}, and what else an ensemble may have. */
final class EnsembleReader {
  private static final String FIELD = "ensemble_scheduling";

  private final ModelConfigReader reader;

  EnsembleReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  @Nullable EnsembleConfig read(
      ConfigMessage config, List<TensorConfig> inputs, List<TensorConfig> outputs) {
    boolean named = config.text("platform").equals(EnsembleConfig.PLATFORM);
    ConfigMessage scheduling = config.message(FIELD);
    if (scheduling == null) {
      if (named) {
        reader.fault(config, "platform", "is ensemble, which needs ensemble_scheduling");
      }
      return null;
    }
    if (!named) {
      reader.fault(
          config,
          FIELD,
          "belongs to the platform 'ensemble' (expected: platform: \"ensemble\", not '%s')"
              .formatted(config.text("platform")));
    }
    requireNothingOfAModel(config);
    tensors(config, "input", inputs);
    tensors(config, "output", outputs);
    List<Step> steps = new ArrayList<>();
    List<Position> places = new ArrayList<>();
    for (Occurrence each : scheduling.all("step")) {
      steps.add(step(each, steps.size()));
      places.add(each.position());
    }
    if (steps.isEmpty()) {
      reader.fault(config, FIELD, "has no step");
    }
    flow(steps, places, config, inputs, outputs);
    return new EnsembleConfig(steps);
  }

  /** An ensemble has no file, no engine and no instances. */
  private void requireNothingOfAModel(ConfigMessage config) {
    for (String field :
        List.of("backend", "default_model_filename", "instance_group", "model_warmup")) {
      boolean platform = field.equals("backend") && config.text(field).equals("ensemble");
      if (config.has(field) && !platform && !config.all(field).getFirst().value().isDefault()) {
        reader.fault(config, field, "is not for an ensemble, but for its models");
      }
    }
  }

  private void tensors(ConfigMessage config, String field, List<TensorConfig> tensors) {
    if (tensors.isEmpty()) {
      reader.fault(config, FIELD, "needs an " + field + ": no file tells what an ensemble has");
    }
    for (TensorConfig tensor : tensors) {
      if (tensor.datatype() == null || tensor.dims() == null) {
        reader.fault(
            config, field, "'%s' of an ensemble needs data_type and dims".formatted(tensor.name()));
      }
      if (tensor.reshape() != null) {
        reader.fault(
            config,
            field,
            "'%s' of an ensemble has a reshape (expected: in its models' configurations)"
                .formatted(tensor.name()));
      }
    }
  }

  private Step step(Occurrence place, int index) {
    ConfigMessage step = ((MessageValue) place.value()).value();
    String model = step.text("model_name");
    if (model.isEmpty()) {
      reader.faultAt(place.position(), "step %d has no model_name".formatted(index));
    }
    long version = step.integer("model_version");
    if (version < -1) {
      reader.fault(
          place,
          "model_version",
          "is %d (expected: >= 1, or -1 for the newest)".formatted(version));
    }
    Map<String, String> inputs = step.textMap("input_map");
    Map<String, String> outputs = step.textMap("output_map");
    if (inputs.isEmpty() || outputs.isEmpty()) {
      reader.faultAt(
          place.position(),
          "step %d (%s) needs an input_map and an output_map".formatted(index, model));
    }
    return new Step(model, version < 1 ? null : Long.toString(version), inputs, outputs);
  }

  /** Every tensor has one source, and nothing waits for itself. */
  private void flow(
      List<Step> steps,
      List<Position> places,
      ConfigMessage config,
      List<TensorConfig> inputs,
      List<TensorConfig> outputs) {
    Set<String> known = new HashSet<>();
    inputs.forEach(input -> known.add(input.name()));
    Map<String, Integer> sources = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (String tensor : steps.get(i).outputs().values()) {
        if (known.contains(tensor) || sources.putIfAbsent(tensor, i) != null) {
          reader.faultAt(
              places.get(i), "tensor '%s' has a second source in step %d".formatted(tensor, i));
        }
      }
    }
    known.addAll(sources.keySet());
    boolean whole = true;
    for (int i = 0; i < steps.size(); i++) {
      for (String tensor : steps.get(i).inputs().values()) {
        if (!known.contains(tensor)) {
          whole = false;
          reader.faultAt(
              places.get(i),
              "tensor '%s' of step %d comes from no step and is no input".formatted(tensor, i));
        }
      }
    }
    for (TensorConfig output : outputs) {
      if (!known.contains(output.name())) {
        reader.fault(
            config, "output", "'%s' comes from no step and is no input".formatted(output.name()));
      }
    }
    if (whole) {
      cycles(steps, places, sources.keySet());
    }
  }

  /** Runs what can run until nothing is left, or only what waits for itself. */
  private void cycles(List<Step> steps, List<Position> places, Set<String> produced) {
    Set<String> missing = new HashSet<>(produced);
    Set<Integer> left = new LinkedHashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      left.add(i);
    }
    boolean moved = true;
    while (moved) {
      moved =
          left.removeIf(index -> {
            Step step = steps.get(index);
            boolean runs = step.inputs().values().stream().noneMatch(missing::contains);
            if (runs) {
              missing.removeAll(step.outputs().values());
            }
            return runs;
          });
    }
    if (!left.isEmpty()) {
      reader.faultAt(
          places.get(left.iterator().next()),
          "steps %s wait for each other's tensors".formatted(left));
    }
  }
}
