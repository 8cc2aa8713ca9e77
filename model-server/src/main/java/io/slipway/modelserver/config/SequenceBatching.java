// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests of a model belong together, and what it is told of that. Shapes are without the
 * batch dimension.
 *
 * @param idle how long a sequence may be without requests
 * @param controls at most one of each kind
 */
public record SequenceBatching(
    Strategy strategy, Duration idle, List<Control> controls, List<State> states) {
  /** Triton's. */
  public static final Duration DEFAULT_IDLE = Duration.ofSeconds(1);

  public SequenceBatching {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(idle, "idle");
    controls = List.copyOf(controls);
    states = List.copyOf(states);
  }

  /** How many sequences have a slot, and when those that have a request are run together. */
  public sealed interface Strategy {
    /** How long a request may wait for others to be run with it. */
    Duration maxDelay();

    /**
     * As many slots as a batch has places.
     *
     * @param minimumUtilization the part of the slots that must have a request for a run before the
     *     delay is over; 0 to run at once
     */
    record Direct(Duration maxDelay, double minimumUtilization) implements Strategy {}

    /**
     * Any number of slots, of which those with the oldest requests are run.
     *
     * @param maxCandidates 0 for as many as a batch has places
     * @param preferredSizes sizes at which a batch is run before the delay is over; none for the
     *     largest
     * @param preserveOrdering whether answers of different sequences keep the order of requests
     */
    record Oldest(
        int maxCandidates,
        List<Integer> preferredSizes,
        Duration maxDelay,
        boolean preserveOrdering)
        implements Strategy {
      public Oldest {
        preferredSizes = List.copyOf(preferredSizes);
      }
    }
  }

  /** An input that tells the model where in its sequence a request is. */
  public sealed interface Control {
    /** The input's name. */
    String input();

    /** The input's. */
    DataType datatype();
  }

  /** What a control input of two values says. */
  public enum Signal {
    /** The request is the first of its sequence. */
    START,
    /** There is a request at this place of the batch. */
    READY,
    /** The request is the last of its sequence. */
    END
  }

  /**
   * One of two values.
   *
   * @param whenFalse exactly representable in the datatype, as is {@code whenTrue}
   */
  public record Flag(
      String input, Signal signal, DataType datatype, double whenFalse, double whenTrue)
      implements Control {}

  /** The sequence's id, of an integer type or BYTES. */
  public record CorrelationId(String input, DataType datatype) implements Control {}

  /**
   * An output that is the next request's input.
   *
   * @param datatype null to take the model file's
   * @param dims null to take the model file's
   * @param initial what a sequence begins with; null for zeros, or empty strings
   */
  public record State(
      String input,
      String output,
      @Nullable DataType datatype,
      @Nullable Shape dims,
      @Nullable InitialState initial) {}

  /**
   * What a sequence begins with.
   *
   * @param dims concrete
   * @param file below the model's directory {@code initial_state}, with the elements as the binary
   *     extension writes them; empty for zeros
   */
  public record InitialState(Shape dims, String file) {}

  /** The names of the inputs that the server gives, not the client. */
  public Set<String> inputs() {
    Set<String> names = new HashSet<>();
    controls.forEach(control -> names.add(control.input()));
    states.forEach(state -> names.add(state.input()));
    return names;
  }

  /** The names of the outputs that hold state. */
  public Set<String> outputs() {
    Set<String> names = new HashSet<>();
    states.forEach(state -> names.add(state.output()));
    return names;
  }
}
