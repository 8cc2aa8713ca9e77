// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/** A request that has no answer yet. */
final class Pending {
  final int phase;
  final long intended;

  /** Whether someone of closed load waits for it. */
  final boolean byCaller;

  /** 0 until it is sent. */
  long sent;

  Pending(int phase, long intended, boolean byCaller) {
    this.phase = phase;
    this.intended = intended;
    this.byCaller = byCaller;
  }
}
