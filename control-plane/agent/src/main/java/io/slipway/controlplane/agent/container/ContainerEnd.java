// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.client.Fields;
import java.util.Optional;

/** How a container has ended, in a kubelet's words. Pure. */
record ContainerEnd(int exitCode, String reason, String message) {
  private static final int KILLED = 137;
  private static final int NOT_STARTED = 128;

  /**
   * @param state what the runtime says of it; empty if it knows nothing
   * @param code what its client ended with
   * @param said the last line of its output
   * @param memoryRanOut whether its control group says so
   */
  static ContainerEnd of(Optional<Fields> state, int code, String said, boolean memoryRanOut) {
    if (state.isEmpty()) {
      return new ContainerEnd(code, code == 0 ? "Completed" : "Error", "");
    }
    Fields known = state.get();
    if (known.flag("Running", false) || known.flag("Paused", false)) {
      return new ContainerEnd(
          KILLED, "ContainerStatusUnknown", "the runtime's client for it was killed");
    }
    if (!hasRun(known)) {
      String error = known.text("Error");
      return new ContainerEnd(NOT_STARTED, "StartError", error.isEmpty() ? said : error);
    }
    int exit = (int) known.number("ExitCode", code);
    boolean told = known.flag("OOMKilled", false) && exit != 0;
    if (told || (memoryRanOut && exit == KILLED)) { // not all versions of podman tell it
      return new ContainerEnd(exit, "OOMKilled", "");
    }
    return new ContainerEnd(exit, exit == 0 ? "Completed" : "Error", "");
  }

  /** Times that never were are in year 1. */
  private static boolean hasRun(Fields state) {
    String started = state.text("StartedAt");
    return !started.isEmpty() && !started.startsWith("0001-");
  }
}
