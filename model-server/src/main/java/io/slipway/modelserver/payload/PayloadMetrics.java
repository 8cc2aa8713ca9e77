// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.metrics.ServerMetrics;
import java.util.concurrent.atomic.LongAdder;

/** What becomes of events. */
final class PayloadMetrics {
  private static final String NAME = "slipway.payload.events";
  private static final String DESCRIPTION =
      "Requests and responses for the log, by what became of them.";

  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  PayloadMetrics(ServerMetrics metrics) {
    metrics.total(NAME, DESCRIPTION, written::sum, "result", "written");
    metrics.total(NAME, DESCRIPTION, dropped::sum, "result", "dropped");
    metrics.total(NAME, DESCRIPTION, failed::sum, "result", "failed");
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
