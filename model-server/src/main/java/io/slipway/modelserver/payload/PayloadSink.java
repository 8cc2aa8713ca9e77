// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.io.IOException;

/** Writes events to their destination; used by as many threads as it says. */
interface PayloadSink extends AutoCloseable {
  /** How many threads may write at once. */
  int writers();

  /**
   * Writes one event; may block.
   *
   * @throws IOException if it is lost
   * @throws InterruptedException if it is to end at once
   */
  void write(PayloadEvent event) throws IOException, InterruptedException;

  /** No further event waits: what was written is to be found at the destination soon. */
  void idle() throws IOException;

  @Override
  void close() throws IOException;
}
