// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.SequenceBatching;
import io.slipway.modelserver.config.SequenceBatching.Control;
import io.slipway.modelserver.config.SequenceBatching.State;
import io.slipway.modelserver.config.ServedSignature;
import io.slipway.modelserver.execution.TensorBatch;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model that is told where in its sequence a request is, or that has state. Clients see neither.
 * The model itself keeps nothing between runs: that is what an engine promises.
 */
public final class SequenceModel implements LoadedModel {
  private static final SequencePlace ALONE =
      new SequencePlace(new SequenceId.Numeric(1), true, true);

  private final LoadedModel model;
  private final ModelSignature clients;
  private final SequenceBatching config;
  private final boolean batching;
  private final TensorAllocator allocator;
  private final List<ControlInputs> controls = new ArrayList<>();
  private final List<StateTensor> states = new ArrayList<>();

  /** For each input of the model after the clients': of which control or state it is. */
  private final List<Hidden> hidden = new ArrayList<>();

  /** Where an input comes from: a control, or a state. */
  private sealed interface Hidden {
    record OfControl(ControlInputs control) implements Hidden {}

    record OfState(int index) implements Hidden {}
  }

  /**
   * One request that is run.
   *
   * @param inputs the clients', in the signature's order; borrowed
   * @param state borrowed; has the next state once the run has ended well
   */
  record Row(List<NamedTensor> inputs, SequencePlace place, SequenceState state) {}

  /**
   * Takes the model over, unless it throws.
   *
   * @param model has the clients' inputs and outputs first, and then those that they do not see
   * @param batching whether the first dimension is the batch
   * @param files what states begin with, by the input
   * @throws ServingException INVALID_ARGUMENT if the configuration does not fit the model's file
   */
  public SequenceModel(
      LoadedModel model,
      ServedSignature served,
      SequenceBatching config,
      boolean batching,
      Map<String, byte[]> files,
      TensorAllocator allocator) {
    this.model = model;
    this.clients = served.clients();
    this.config = config;
    this.batching = batching;
    this.allocator = allocator;
    Map<String, Hidden> byInput = new HashMap<>();
    for (Control control : config.controls()) {
      ControlInputs input = new ControlInputs(control, input(model, control.input()));
      controls.add(input);
      byInput.put(control.input(), new Hidden.OfControl(input));
    }
    for (State state : config.states()) {
      byInput.put(state.input(), new Hidden.OfState(states.size()));
      TensorSpec output = model.signature().output(state.output());
      states.add(
          new StateTensor(
              state,
              input(model, state.input()),
              Objects.requireNonNull(output, state.output()),
              batching,
              files.get(state.input())));
    }
    List<TensorSpec> all = model.signature().inputs();
    for (TensorSpec spec : all.subList(clients.inputs().size(), all.size())) {
      hidden.add(Objects.requireNonNull(byInput.get(spec.name()), spec.name()));
    }
  }

  private static TensorSpec input(LoadedModel model, String name) {
    return Objects.requireNonNull(model.signature().input(name), name);
  }

  SequenceBatching batching() {
    return config;
  }

  /** As clients see it. */
  @Override
  public ModelSignature signature() {
    return clients;
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if the model can't be told this id
   */
  void check(SequenceId id, String name) {
    for (ControlInputs control : controls) {
      control.check(id, name);
    }
  }

  /** Whether both rows can be in one batch. */
  boolean fit(Row one, Row other) {
    for (int i = 0; i < one.inputs().size(); i++) {
      if (!TensorBatch.fit(one.inputs().get(i).tensor(), other.inputs().get(i).tensor())) {
        return false;
      }
    }
    for (int i = 0; i < states.size(); i++) {
      if (!TensorBatch.fit(state(one, i), state(other, i))) {
        return false;
      }
    }
    return true;
  }

  private Tensor state(Row row, int index) {
    List<Tensor> tensors = row.state().tensors();
    return row.place().start() || tensors.isEmpty()
        ? states.get(index).initial()
        : tensors.get(index);
  }

  /** Puts the inputs of a batch together; the caller closes the result. */
  SequenceRun prepare(List<Row> rows) {
    SequenceRun run = new SequenceRun(model, states, rows, batching, allocator);
    boolean good = false;
    try {
      for (int i = 0; i < clients.inputs().size(); i++) {
        List<Tensor> parts = new ArrayList<>(rows.size());
        for (Row row : rows) {
          parts.add(row.inputs().get(i).tensor());
        }
        run.add(clients.inputs().get(i).name(), parts);
      }
      addHidden(run, rows);
      good = true;
      return run;
    } finally {
      if (!good) {
        run.close();
      }
    }
  }

  private void addHidden(SequenceRun run, List<Row> rows) {
    List<SequencePlace> places = new ArrayList<>(rows.size());
    for (Row row : rows) {
      places.add(row.place());
    }
    for (Hidden each : hidden) {
      switch (each) {
        case Hidden.OfControl(ControlInputs control) -> run.add(control.of(places));
        case Hidden.OfState(int index) -> {
          List<Tensor> parts = new ArrayList<>(rows.size());
          for (Row row : rows) {
            parts.add(state(row, index));
          }
          run.add(states.get(index).input(), parts);
        }
      }
    }
  }

  /** Runs every row of the batch as a whole sequence of its own. */
  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    int rows = batching && !inputs.isEmpty() ? rows(inputs.getFirst().tensor().shape()) : 1;
    List<NamedTensor> all = new ArrayList<>(inputs);
    List<Tensor> joined = new ArrayList<>();
    try {
      for (Hidden each : hidden) {
        switch (each) {
          case Hidden.OfControl(ControlInputs control) ->
              all.add(control.of(Collections.nCopies(rows, ALONE)));
          case Hidden.OfState(int index) -> {
            StateTensor state = states.get(index);
            List<Tensor> parts = Collections.nCopies(rows, state.initial());
            Tensor tensor = batching ? TensorBatch.join(parts, allocator) : parts.getFirst();
            joined.add(tensor);
            all.add(new NamedTensor(state.input(), tensor));
          }
        }
      }
      return model.run(all, outputs);
    } finally {
      joined.forEach(Tensor::close);
    }
  }

  private static int rows(Shape shape) {
    return Math.toIntExact(shape.dim(0));
  }

  @Override
  public void close() {
    model.close();
  }
}
