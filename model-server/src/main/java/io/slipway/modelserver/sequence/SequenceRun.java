// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.execution.TensorBatch;
import io.slipway.modelserver.sequence.SequenceModel.Row;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One run of a model for requests of several sequences. Used by one thread. */
final class SequenceRun implements AutoCloseable {
  private final LoadedModel model;
  private final List<StateTensor> states;
  private final List<Row> rows;
  private final boolean batching;
  private final TensorAllocator allocator;
  private final List<NamedTensor> inputs = new ArrayList<>();

  /** The inputs that are copies. */
  private final List<Tensor> own = new ArrayList<>();

  SequenceRun(
      LoadedModel model,
      List<StateTensor> states,
      List<Row> rows,
      boolean batching,
      TensorAllocator allocator) {
    this.model = model;
    this.states = states;
    this.rows = rows;
    this.batching = batching;
    this.allocator = allocator;
  }

  /** An input of the rows' tensors, which are borrowed. */
  void add(String name, List<Tensor> parts) {
    Tensor tensor = parts.getFirst();
    if (parts.size() > 1) {
      tensor = TensorBatch.join(parts, allocator);
      own.add(tensor);
    }
    inputs.add(new NamedTensor(name, tensor));
  }

  void add(NamedTensor input) {
    inputs.add(input);
  }

  /**
   * Runs the model, and gives the rows their next state.
   *
   * @param wanted the names of the outputs for each row
   * @return the outputs of each row, which the caller owns
   */
  List<List<NamedTensor>> run(List<List<String>> wanted) {
    Set<String> names = new LinkedHashSet<>();
    wanted.forEach(names::addAll);
    states.forEach(state -> names.add(state.output()));
    List<String> ordered = List.copyOf(names);
    List<List<Tensor>> parts = parts(model.run(inputs, ordered));
    boolean good = false;
    try {
      keepStates(ordered, parts);
      good = true;
      return answers(ordered, parts, wanted);
    } finally {
      if (!good) {
        parts.forEach(tensors -> tensors.forEach(Tensor::close));
      }
    }
  }

  /** For each output, the part of each row. */
  private List<List<Tensor>> parts(List<NamedTensor> results) {
    long[] one = new long[rows.size()];
    Arrays.fill(one, 1);
    List<List<Tensor>> parts = new ArrayList<>(results.size());
    int taken = 0;
    try {
      for (NamedTensor result : results) {
        taken++;
        parts.add(
            batching
                ? TensorBatch.split(result.name(), result.tensor(), one)
                : List.of(result.tensor()));
      }
    } catch (RuntimeException | Error e) {
      parts.forEach(tensors -> tensors.forEach(Tensor::close));
      results.subList(taken, results.size()).forEach(NamedTensor::close);
      throw e;
    }
    return parts;
  }

  /** Copies: a part would keep the memory of the whole batch. */
  private void keepStates(List<String> names, List<List<Tensor>> parts) {
    if (states.isEmpty()) {
      return;
    }
    List<List<Tensor>> next = new ArrayList<>(rows.size());
    boolean good = false;
    try {
      for (int row = 0; row < rows.size(); row++) {
        List<Tensor> copies = new ArrayList<>(states.size());
        next.add(copies);
        for (StateTensor state : states) {
          Tensor part = parts.get(names.indexOf(state.output())).get(row);
          copies.add(TensorBatch.copy(part, allocator));
        }
      }
      good = true;
    } finally {
      if (!good) {
        next.forEach(tensors -> tensors.forEach(Tensor::close));
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).state().replace(next.get(row));
    }
  }

  private static List<List<NamedTensor>> answers(
      List<String> names, List<List<Tensor>> parts, List<List<String>> wanted) {
    List<List<NamedTensor>> answers = new ArrayList<>(wanted.size());
    for (int row = 0; row < wanted.size(); row++) {
      List<NamedTensor> answer = new ArrayList<>(wanted.get(row).size());
      for (String name : wanted.get(row)) {
        answer.add(new NamedTensor(name, parts.get(names.indexOf(name)).get(row)));
      }
      answers.add(answer);
      for (int output = 0; output < names.size(); output++) {
        if (!wanted.get(row).contains(names.get(output))) {
          parts.get(output).get(row).close();
        }
      }
    }
    return answers;
  }

  @Override
  public void close() {
    own.forEach(Tensor::close);
  }
}
