// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.ensemble.EnsemblePlan.Link;
import io.slipway.modelserver.ensemble.EnsemblePlan.Step;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.ModelStatistics.FailureReason;
import io.slipway.modelserver.execution.RunCounts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to an ensemble. Every step is submitted once its tensors are there; the first failure
 * is the request's, and the other steps are cancelled.
 *
 * <p>Its own state is guarded by its lock, and nobody is called with the lock held. Steps are
 * submitted by one thread at a time, in a loop: a step that is answered before its submission
 * returns, as quick models are, adds to the loop and not to the stack.
 */
final class EnsembleRun implements Cancellable {
  private final EnsembleScheduler scheduler;
  private final InferenceRequest request;
  private final List<NamedTensor> inputs;
  private final Selection selection;
  private final InferenceCallback callback;
  private final long begun;
  private final long batchSize;

  /** By number; null before it is there. */
  private final @Nullable StepTensor[] tensors;

  /** By step: how many of its inputs are not there. */
  private final int[] missing;

  private final ArrayDeque<Integer> ready = new ArrayDeque<>();

  /** By step: what was submitted and is not answered. */
  private final @Nullable Cancellable[] working;

  private int unanswered;
  private boolean submitting;
  private boolean over;

  /**
   * Takes the request over.
   *
   * @param inputs the request's, in the order of the signature
   */
  EnsembleRun(
      EnsembleScheduler scheduler,
      InferenceRequest request,
      List<NamedTensor> inputs,
      Selection selection,
      InferenceCallback callback) {
    this.scheduler = scheduler;
    this.request = request;
    this.inputs = inputs;
    this.selection = selection;
    this.callback = callback;
    this.begun = scheduler.now();
    this.batchSize = scheduler.batched() ? inputs.getFirst().tensor().shape().dim(0) : 1;
    EnsemblePlan plan = scheduler.plan();
    this.tensors = new StepTensor[plan.tensorCount()];
    this.missing = new int[plan.steps().size()];
    this.working = new Cancellable[plan.steps().size()];
    this.unanswered = selection.steps();
  }

  void start() {
    List<Step> steps = scheduler.plan().steps();
    synchronized (this) {
      if (over) {
        request.close();
        return;
      }
      for (int i = 0; i < missing.length; i++) {
        missing[i] = steps.get(i).inputs().size();
      }
      List<TensorSpec> specs = scheduler.plan().signature().inputs();
      for (int i = 0; i < specs.size(); i++) {
        place(scheduler.plan().tensor(specs.get(i).name()), inputs.get(i));
      }
    }
    if (unanswered == 0) {
      succeed(); // outputs that are inputs
    } else {
      submitReady();
    }
  }

  /** A tensor is there; with the lock held. */
  private void place(int tensor, NamedTensor value) {
    tensors[tensor] = new StepTensor(value.tensor(), selection.uses(tensor));
    List<Step> steps = scheduler.plan().steps();
    for (int i = 0; i < missing.length; i++) {
      for (Link input : steps.get(i).inputs()) {
        if (input.tensor() == tensor && --missing[i] == 0 && selection.runs(i)) {
          ready.add(i);
        }
      }
    }
  }

  private void submitReady() {
    synchronized (this) {
      if (submitting) {
        return; // whoever submits takes the new ones as well
      }
      submitting = true;
    }
    while (true) {
      int index;
      InferenceRequest next;
      synchronized (this) {
        Integer first = over ? null : ready.poll();
        if (first == null) {
          submitting = false;
          return;
        }
        index = first;
        next = request(index);
      }
      submit(index, next);
    }
  }

  /** A step's request, which owns its tensors; with the lock held. */
  private InferenceRequest request(int index) {
    Step step = scheduler.plan().steps().get(index);
    List<NamedTensor> given = new ArrayList<>(step.inputs().size());
    for (Link input : step.inputs()) {
      given.add(new NamedTensor(input.name(), there(input.tensor()).take()));
    }
    return new InferenceRequest(
        step.model(),
        step.version(),
        request.id(),
        request.parameters(),
        given,
        selection.requested(index),
        request.deadline());
  }

  private StepTensor there(int tensor) {
    StepTensor value = tensors[tensor];
    if (value == null) {
      throw new IllegalStateException("tensor " + tensor + " is not there");
    }
    return value;
  }

  private void submit(int index, InferenceRequest next) {
    StepAnswer answer = new StepAnswer(index);
    Cancellable work = scheduler.models().infer(next, answer);
    boolean late;
    synchronized (this) {
      late = over && !answer.arrived;
      if (!over && !answer.arrived) {
        working[index] = work;
      }
    }
    if (late) {
      work.cancel();
    }
  }

  private final class StepAnswer implements InferenceCallback {
    private final int index;

    /** Guarded by the run's lock. */
    private boolean arrived;

    StepAnswer(int index) {
      this.index = index;
    }

    @Override
    public void succeeded(InferenceResponse response) {
      boolean last;
      synchronized (EnsembleRun.this) {
        arrived = true;
        working[index] = null;
        last = false;
        if (over) {
          response.close();
        } else {
          take(index, response);
          last = --unanswered == 0;
        }
      }
      if (last) {
        succeed();
      } else {
        submitReady();
      }
    }

    @Override
    public void failed(ServingException failure) {
      synchronized (EnsembleRun.this) {
        arrived = true;
        working[index] = null;
      }
      fail(ofStep(index, failure));
    }
  }

  /** Places what a step gave; with the lock held. */
  private void take(int index, InferenceResponse response) {
    for (NamedTensor given : response.outputs()) {
      for (Link output : scheduler.plan().steps().get(index).outputs()) {
        if (given.name().equals(output.name())) {
          place(output.tensor(), given);
        }
      }
    }
  }

  /** What the caller is told of a step's failure. */
  private ServingException ofStep(int index, ServingException failure) {
    Step step = scheduler.plan().steps().get(index);
    String where = "ensemble '%s', step %d (%s)".formatted(scheduler.id(), index, step.model());
    // The ensemble itself is there.
    return failure.code() == ErrorCode.NOT_FOUND
        ? new ServingException(ErrorCode.UNAVAILABLE, where + ": " + failure.getMessage(), failure)
        : failure.of(where);
  }

  private void succeed() {
    List<NamedTensor> outputs = new ArrayList<>(selection.outputs().size());
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      for (String output : selection.outputs()) {
        outputs.add(new NamedTensor(output, there(scheduler.plan().tensor(output)).take()));
      }
    }
    long computed = scheduler.now();
    RunCounts counts = scheduler.statistics().shared();
    counts.ran(batchSize, begun, begun, begun, computed);
    request.ran(begun, begun, begun, computed);
    callback.succeeded(
        new InferenceResponse(
            scheduler.id().name(), scheduler.id().version(), request.id(), Map.of(), outputs));
    counts.answered(batchSize, scheduler.now() - computed);
    scheduler.ended(this);
  }

  /** Ends the run, unless it is over. */
  void fail(ServingException failure) {
    List<Cancellable> others = new ArrayList<>();
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      for (StepTensor tensor : tensors) {
        if (tensor != null) {
          tensor.abandon();
        }
      }
      for (Cancellable work : working) {
        if (work != null) {
          others.add(work);
        }
      }
    }
    others.forEach(Cancellable::cancel);
    FailureReason reason =
        failure.code() == ErrorCode.INTERNAL
            ? FailureReason.BACKEND
            : ModelStatistics.reason(failure.code());
    scheduler.statistics().failed(reason, scheduler.now() - begun);
    callback.failed(failure);
    scheduler.ended(this);
  }

  @Override
  public void cancel() {
    fail(new ServingException(ErrorCode.CANCELLED, "the request was cancelled"));
  }
}
