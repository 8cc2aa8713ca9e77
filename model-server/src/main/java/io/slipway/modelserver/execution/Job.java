// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that fits the model, from its arrival to its answer. */
final class Job {
  /** How far it has come. */
  enum State {
    /** Nothing has been decided yet. */
    NEW,
    WAITING,
    /** It reaches the model, or has. */
    RUNNING,
    /** It never reaches the model. */
    OVER
  }

  final InferenceRequest request;

  /** The request's, in the order of the model's signature. */
  final List<NamedTensor> inputs;

  /** The names of those that the answer has. */
  final List<String> outputs;

  final int level;
  final InferenceCallback callback;

  /** When it came, on the model's clock. */
  final long submitted;

  /** The first dimension of its inputs; 1 if that is no batch. */
  final long rows;

  /** When it lets others of its level pass, if it still waits then; set before it waits. */
  Deadline delay = Deadline.NONE;

  /** Guarded by the lock of the queue, as all below. */
  State state = State.NEW;

  /** Whether it may wait for others: the model was busy when it came. */
  boolean patient;

  /** Whether it lets others of its level pass. */
  boolean delayed;

  JobQueue.@Nullable Line line;
  @Nullable Job before;
  @Nullable Job after;

  /**
   * @param batched whether the first dimension is a batch
   */
  Job(
      InferenceRequest request,
      List<NamedTensor> inputs,
      List<String> outputs,
      int level,
      boolean batched,
      InferenceCallback callback,
      long submitted) {
    this.request = request;
    this.inputs = inputs;
    this.outputs = outputs;
    this.level = level;
    this.callback = callback;
    this.submitted = submitted;
    this.rows = batched ? inputs.getFirst().tensor().shape().dim(0) : 1;
  }

  /** Bytes of all inputs. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < inputs.size(); i++) {
      bytes += inputs.get(i).tensor().data().byteSize();
    }
    return bytes;
  }
}
