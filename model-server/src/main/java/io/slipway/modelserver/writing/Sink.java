// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import java.io.IOException;

/** Writes entries to their destination; used by as many threads as it says. */
public interface Sink<E> extends AutoCloseable {
  /** How many threads may write at once. */
  int writers();

  /**
   * Writes one entry; may block.
   *
   * @throws IOException if it is lost
   * @throws InterruptedException if it is to end at once
   */
  void write(E entry) throws IOException, InterruptedException;

  /** No further entry waits: what was written is to be found at the destination soon. */
  void idle() throws IOException;

  @Override
  void close() throws IOException;
}
