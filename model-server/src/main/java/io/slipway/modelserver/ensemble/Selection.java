// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.inference.RequestedOutput;
import io.slipway.modelserver.ensemble.EnsemblePlan.Link;
import io.slipway.modelserver.ensemble.EnsemblePlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What of an ensemble is run for some of its outputs, and who uses which tensor. Immutable. */
final class Selection {
  private final List<String> outputs;

  /** By step. */
  private final List<List<RequestedOutput>> requested = new ArrayList<>();

  /** By tensor: how many inputs of steps and outputs of the ensemble it is. */
  private final int[] uses;

  private final boolean[] run;
  private final int steps;

  private Selection(EnsemblePlan plan, List<String> outputs) {
    this.outputs = List.copyOf(outputs);
    this.uses = new int[plan.tensorCount()];
    this.run = new boolean[plan.steps().size()];
    for (String output : outputs) {
      uses[plan.tensor(output)]++;
    }
    int count = 0;
    while (true) {
      int more = runMore(plan);
      if (more == 0) {
        break;
      }
      count += more;
    }
    steps = count;
    for (Step step : plan.steps()) {
      requested.add(requested(step));
    }
  }

  /** Of the outputs in this order. */
  static Selection of(EnsemblePlan plan, List<String> outputs) {
    return new Selection(plan, outputs);
  }

  /** Adds steps that give what those added before, or the caller, need. */
  private int runMore(EnsemblePlan plan) {
    int more = 0;
    for (int i = 0; i < run.length; i++) {
      Step step = plan.steps().get(i);
      if (!run[i] && (step.always() || gives(step))) {
        run[i] = true;
        more++;
        for (Link input : step.inputs()) {
          uses[input.tensor()]++;
        }
      }
    }
    return more;
  }

  private boolean gives(Step step) {
    for (Link output : step.outputs()) {
      if (uses[output.tensor()] > 0) {
        return true;
      }
    }
    return false;
  }

  /** The outputs that somebody uses; of a step that is run in any case, all it is known for. */
  private List<RequestedOutput> requested(Step step) {
    List<RequestedOutput> used = new ArrayList<>();
    List<RequestedOutput> all = new ArrayList<>();
    for (Link output : step.outputs()) {
      RequestedOutput one = new RequestedOutput(output.name(), Map.of());
      all.add(one);
      if (uses[output.tensor()] > 0) {
        used.add(one);
      }
    }
    return List.copyOf(used.isEmpty() ? all : used);
  }

  List<String> outputs() {
    return outputs;
  }

  boolean runs(int step) {
    return run[step];
  }

  /** How many steps are run. */
  int steps() {
    return steps;
  }

  List<RequestedOutput> requested(int step) {
    return requested.get(step);
  }

  int uses(int tensor) {
    return uses[tensor];
  }
}
