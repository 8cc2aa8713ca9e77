// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;

/** Signals to processes that need not be our children. */
final class Signals {
  private Signals() {}

  static void terminate(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
  }

  /** Kills the keeper, which leads its session, and everything that it has started. */
  static void killSession(long keeper) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + keeper)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
