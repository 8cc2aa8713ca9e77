// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/** An open connection, as its event loop's watch sees it. Only called on that event loop. */
interface Connection {
  /**
   * Looks for limits in time that were passed. Runs several times within the shortest of them.
   *
   * @param now on the monotonic clock
   */
  void tick(long now);

  /** No further request is taken; closes once those in progress have their answers. */
  void drain();

  /** Closes at once. */
  void abort();
}
