// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.padding.Padding;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of a model for several requests that fit each other. Used by one thread. */
final class JoinedRun implements AutoCloseable {
  private final List<Job> jobs;
  private final @Nullable Padding padding;
  private final TensorAllocator allocator;

  /** Copies of all requests' inputs, one after the other. */
  private final List<NamedTensor> inputs;

  private JoinedRun(List<Job> jobs, @Nullable Padding padding, TensorAllocator allocator) {
    this.jobs = jobs;
    this.padding = padding;
    this.allocator = allocator;
    this.inputs = new ArrayList<>(jobs.getFirst().inputs.size());
  }

  /**
   * Joins the inputs, which are borrowed.
   *
   * @param padding null if they are of one shape but for their rows
   * @throws io.slipway.api.error.ServingException if there is no memory for the copies
   */
  static JoinedRun prepare(List<Job> jobs, @Nullable Padding padding, TensorAllocator allocator) {
    List<NamedTensor> first = jobs.getFirst().inputs;
    JoinedRun run = new JoinedRun(jobs, padding, allocator);
    boolean good = false;
    try {
      List<Tensor> parts = new ArrayList<>(jobs.size());
      for (int i = 0; i < first.size(); i++) {
        parts.clear();
        for (Job job : jobs) {
          parts.add(job.inputs.get(i).tensor());
        }
        run.inputs.add(new NamedTensor(first.get(i).name(), run.join(i, parts)));
      }
      good = true;
      return run;
    } finally {
      if (!good) {
        run.close();
      }
    }
  }

  private Tensor join(int input, List<Tensor> parts) {
    return padding != null && padding.pads(input)
        ? padding.join(input, parts, allocator)
        : TensorBatch.join(parts, allocator);
  }

  /**
   * Runs the model.
   *
   * @return the outputs of each request, which the caller owns
   */
  List<List<NamedTensor>> run(LoadedModel model) {
    List<NamedTensor> results = model.run(inputs, jobs.getFirst().outputs);
    long[] rows = new long[jobs.size()];
    List<List<NamedTensor>> answers = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = jobs.get(i).rows;
      answers.add(new ArrayList<>(results.size()));
    }
    int taken = 0;
    boolean good = false;
    try {
      for (NamedTensor result : results) {
        taken++;
        List<Tensor> parts = TensorBatch.split(result.name(), result.tensor(), rows);
        for (int i = 0; i < rows.length; i++) {
          answers.get(i).add(new NamedTensor(result.name(), parts.get(i)));
        }
      }
      if (padding != null) {
        cut(answers);
      }
      good = true;
      return answers;
    } finally {
      if (!good) {
        for (List<NamedTensor> answer : answers) {
          closeAll(answer);
        }
        closeAll(results.subList(taken, results.size()));
      }
    }
  }

  /** To what each request would have got by itself. */
  private void cut(List<List<NamedTensor>> answers) {
    for (int i = 0; i < answers.size(); i++) {
      List<NamedTensor> answer = answers.get(i);
      for (int output = 0; output < answer.size(); output++) {
        NamedTensor part = answer.get(output);
        Tensor cut =
            Objects.requireNonNull(padding).cut(part, jobs.get(i).inputs, inputs, allocator);
        answer.set(output, new NamedTensor(part.name(), cut));
      }
    }
  }

  private static void closeAll(List<NamedTensor> tensors) {
    for (NamedTensor tensor : tensors) {
      tensor.close();
    }
  }

  @Override
  public void close() {
    closeAll(inputs);
  }
}
