// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.payload.PayloadEvent.Source;
import io.slipway.modelserver.writing.WriteQueue;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/** The log of one service. Thread-safe. */
final class ServiceLog {
  private final ServiceLogConfig config;
  private final Source source;
  private final WriteQueue<PayloadEvent> queue;
  private final InstantSource clock;

  ServiceLog(
      ServiceLogConfig config, Source source, WriteQueue<PayloadEvent> queue, InstantSource clock) {
    this.config = config;
    this.source = source;
    this.queue = queue;
    this.clock = clock;
  }

  ServiceLogConfig config() {
    return config;
  }

  Source source() {
    return source;
  }

  WriteQueue<PayloadEvent> queue() {
    return queue;
  }

  InstantSource clock() {
    return clock;
  }

  /** Whether a request is one of the share that is logged; its response goes with it. */
  boolean samples() {
    double sampling = config.options().sampling();
    return sampling >= 1 || ThreadLocalRandom.current().nextDouble() < sampling;
  }
}
