// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;

/** Signals to processes that need not be our children. */
final class Signals {
  private Signals() {}

  /**
   * @param signal by Kubernetes' name
   */
  static void send(long pid, String signal) throws IOException {
    if (signal.equals(StopSignal.DEFAULT)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    } else {
      shell("kill \"-$1\" \"$2\"", StopSignal.forKill(signal), String.valueOf(pid));
    }
  }

  /** Kills the keeper, which leads its session, and everything that it has started. */
  static void killSession(long keeper) throws IOException {
    shell("kill -KILL \"-$1\"", String.valueOf(keeper), "");
  }

  private static void shell(String script, String first, String second) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", script, "slipway", first, second)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
