// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

import io.slipway.modelserver.metrics.ServerMetrics;
import java.util.concurrent.atomic.LongAdder;

/** What becomes of the entries of a queue. Thread-safe. */
public final class WriteCounts {
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param name of the counter, with dots, that has them by their {@code result}
   */
  public WriteCounts(ServerMetrics metrics, String name, String description) {
    metrics.total(name, description, written::sum, "result", "written");
    metrics.total(name, description, dropped::sum, "result", "dropped");
    metrics.total(name, description, failed::sum, "result", "failed");
  }

  void written() {
    written.increment();
  }

  /** There was no room for it. */
  void dropped() {
    dropped.increment();
  }

  /** The destination did not take it. */
  void failed() {
    failed.increment();
  }
}
