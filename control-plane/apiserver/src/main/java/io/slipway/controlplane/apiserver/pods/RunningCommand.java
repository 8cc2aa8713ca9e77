// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.controlplane.apiserver.pods.PodHost.Output;
import java.io.IOException;

/**
 * A command while it runs. Each method may be called on a thread of its own; all of them end when
 * it is closed.
 */
public interface RunningCommand extends AutoCloseable {
  /** Gives it input; waits until it has taken it. */
  void input(byte[] bytes, int from, int length) throws IOException;

  /** There is no more input. */
  void endInput() throws IOException;

  /** Copies what it prints; blocks until the end of that. */
  void copyOutput(Output out) throws IOException, InterruptedException;

  /** Copies its errors; blocks until the end of them. */
  void copyErrors(Output out) throws IOException, InterruptedException;

  /** Its terminal has another size; nothing happens if it has no terminal. */
  void resize(int columns, int rows) throws IOException;

  /** Waits for its end; the exit code. */
  int await() throws InterruptedException;

  /** Ends it, with whatever it has started. Any thread, more than once. */
  @Override
  void close();
}
