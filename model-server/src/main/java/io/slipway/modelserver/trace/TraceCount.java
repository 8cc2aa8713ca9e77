// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are still to be traced. Thread-safe. */
final class TraceCount {
  private static final int NO_END = -1;

  private final AtomicInteger left;

  /**
   * @param count -1 for no end
   */
  TraceCount(int count) {
    this.left = new AtomicInteger(count);
  }

  /** What is left, -1 for no end. */
  int left() {
    return left.get();
  }

  /** Takes one; false if none is left. */
  boolean take() {
    int before = left.getAndUpdate(count -> count > 0 ? count - 1 : count);
    return before == NO_END || before > 0;
  }
}
