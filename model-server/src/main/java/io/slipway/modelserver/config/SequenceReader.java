// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.modelserver.config.SequenceBatching.InitialState;
import io.slipway.modelserver.config.SequenceBatching.State;
import io.slipway.modelserver.config.SequenceBatching.Strategy;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@code sequence_batching}. */
final class SequenceReader {
  private static final long MAX_MICROS = TimeUnit.DAYS.toMicros(365);

  private final ModelConfigReader reader;
  private final int maxBatchSize;

  SequenceReader(ModelConfigReader reader, int maxBatchSize) {
    this.reader = reader;
    this.maxBatchSize = maxBatchSize;
  }

  /**
   * @param inputs those that the configuration tells of, which are the clients'
   */
  @Nullable SequenceBatching read(@Nullable ConfigMessage batching, List<TensorConfig> inputs) {
    if (batching == null) {
      return null;
    }
    Duration idle = micros(batching, "max_sequence_idle_microseconds");
    SequenceBatching result =
        new SequenceBatching(
            strategy(batching),
            idle.isZero() ? SequenceBatching.DEFAULT_IDLE : idle,
            new ControlReader(reader).read(batching),
            states(batching));
    Set<String> own = result.inputs();
    if (own.size() < result.controls().size() + result.states().size()) {
      reader.fault(batching, "control_input", "and state name an input twice");
    }
    for (TensorConfig input : inputs) {
      if (own.contains(input.name())) {
        reader.fault(
            batching,
            "control_input",
            "or state names '%s', which is listed as an input (expected: in one place)"
                .formatted(input.name()));
      }
    }
    return result;
  }

  private Strategy strategy(ConfigMessage batching) {
    ConfigMessage oldest = batching.message("oldest");
    if (oldest != null) {
      return oldest(oldest);
    }
    ConfigMessage direct = batching.message("direct");
    if (direct == null) {
      return new Strategy.Direct(Duration.ZERO, 0);
    }
    double utilization = direct.real("minimum_slot_utilization");
    if (!(utilization >= 0 && utilization <= 1)) {
      reader.fault(direct, "minimum_slot_utilization", "is " + utilization + " (expected: 0 to 1)");
    }
    return new Strategy.Direct(micros(direct, "max_queue_delay_microseconds"), utilization);
  }

  private Strategy oldest(ConfigMessage oldest) {
    int candidates = (int) oldest.integer("max_candidate_sequences");
    if (candidates < 0) {
      reader.fault(oldest, "max_candidate_sequences", "is " + candidates + " (expected: >= 0)");
    }
    List<Integer> preferred = new ArrayList<>();
    for (long size : oldest.integers("preferred_batch_size")) {
      preferred.add((int) size);
      if (size < 1 || size > maxBatchSize) {
        reader.fault(
            oldest,
            "preferred_batch_size",
            "has %d (expected: 1 to %d, the max_batch_size)".formatted(size, maxBatchSize));
      }
    }
    return new Strategy.Oldest(
        candidates,
        preferred,
        micros(oldest, "max_queue_delay_microseconds"),
        oldest.flag("preserve_ordering"));
  }

  private static Duration micros(ConfigMessage message, String field) {
    long micros = message.integer(field);
    // unsigned
    return Duration.of(micros < 0 ? MAX_MICROS : Math.min(micros, MAX_MICROS), ChronoUnit.MICROS);
  }

  private List<State> states(ConfigMessage batching) {
    List<State> states = new ArrayList<>();
    Set<String> outputs = new HashSet<>();
    for (ConfigMessage state : batching.messages("state")) {
      String input = state.text("input_name");
      String output = state.text("output_name");
      if (input.isEmpty() || output.isEmpty()) {
        reader.fault(batching, "state", "needs an input_name and an output_name");
      } else if (!outputs.add(output)) {
        reader.fault(state, "output_name", "'%s' is given twice".formatted(output));
      }
      DataType datatype = TensorReader.datatype(state.constant("data_type"));
      Shape dims = state.has("dims") ? dims(state, -1) : null;
      states.add(new State(input, output, datatype, dims, initial(state, datatype, dims)));
    }
    return states;
  }

  private Shape dims(ConfigMessage message, long least) {
    for (long dim : message.integers("dims")) {
      if (dim < least || (dim == 0 && least < 0)) {
        reader.fault(
            message,
            "dims",
            least < 0
                ? "of a state have %d (expected: >= 1, or -1 for any size)".formatted(dim)
                : "of an initial_state have %d (expected: >= 0)".formatted(dim));
        return Shape.SCALAR;
      }
    }
    return Shape.of(message.integers("dims"));
  }

  private @Nullable InitialState initial(
      ConfigMessage state, @Nullable DataType datatype, @Nullable Shape dims) {
    List<ConfigMessage> all = state.messages("initial_state");
    if (all.isEmpty()) {
      return null;
    }
    Occurrence at = state.all("initial_state").getFirst();
    ConfigMessage initial = all.getFirst();
    if (all.size() > 1) {
      reader.fault(state, "initial_state", "is given twice");
    }
    if (TensorReader.datatype(initial.constant("data_type")) != datatype) {
      reader.fault(at, "data_type", "of an initial_state is not that of its state");
    }
    Shape shape = dims(initial, 0);
    if (dims != null && !dims.accepts(shape)) {
      reader.fault(
          initial,
          "dims",
          "of an initial_state are %s (expected: such that fit the state's, %s)"
              .formatted(shape, dims));
    }
    String file = initial.text("data_file");
    if (!initial.has("zero_data") && (file.isEmpty() || !ModelConfigReader.relative(file))) {
      reader.fault(
          at,
          "data_file",
          "of an initial_state is '%s' (expected: zero_data, or a file in the model's directory initial_state)"
              .formatted(file));
    }
    return new InitialState(shape, file);
  }
}
