// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.ArrayList;
import java.util.List;

/** One run of a model for several requests that fit each other. Used by one thread. */
final class JoinedRun implements AutoCloseable {
  private final List<Job> jobs;

  /** Copies of all requests' inputs, one after the other. */
  private final List<NamedTensor> inputs;

  private JoinedRun(List<Job> jobs, List<NamedTensor> inputs) {
    this.jobs = jobs;
    this.inputs = inputs;
  }

  /**
   * Joins the inputs, which are borrowed.
   *
   * @throws io.slipway.api.error.ServingException if there is no memory for the copies
   */
  static JoinedRun prepare(List<Job> jobs, TensorAllocator allocator) {
    List<NamedTensor> first = jobs.getFirst().inputs;
    JoinedRun run = new JoinedRun(jobs, new ArrayList<>(first.size()));
    boolean good = false;
    try {
      List<Tensor> parts = new ArrayList<>(jobs.size());
      for (int i = 0; i < first.size(); i++) {
        parts.clear();
        for (Job job : jobs) {
          parts.add(job.inputs.get(i).tensor());
        }
        run.inputs.add(new NamedTensor(first.get(i).name(), TensorBatch.join(parts, allocator)));
      }
      good = true;
      return run;
    } finally {
      if (!good) {
        run.close();
      }
    }
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
