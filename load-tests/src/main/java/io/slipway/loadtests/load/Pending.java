// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/** A request that has no answer yet. */
final class Pending {
  final int phase;
  final long intended;

  /** 0 until it is sent. */
  long sent;

  Pending(int phase, long intended) {
    this.phase = phase;
    this.intended = intended;
  }
}
