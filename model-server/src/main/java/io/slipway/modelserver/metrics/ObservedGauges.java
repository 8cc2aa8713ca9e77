// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.transport.server.TransportServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Values that are looked up when metrics are read, as models come and go. Made by the first
 * reading; used by one thread at a time.
 */
final class ObservedGauges {
  private final MultiGauge states;
  private final MultiGauge queues;
  private final MultiGauge limits;
  private final AtomicLong bufferedBytes = new AtomicLong();

  ObservedGauges(MeterRegistry meters) {
    states =
        MultiGauge.builder("slipway.model.state")
            .description("1 for the state that a model version is in, 0 for the others.")
            .register(meters);
    queues =
        MultiGauge.builder("slipway.queue.length")
            .description("Requests that wait for a worker of a model version.")
            .register(meters);
    limits =
        MultiGauge.builder("slipway.requests.limit")
            .description(
                "Requests of a model version that may be under way; falls while they wait long.")
            .register(meters);
    Gauge.builder("slipway.buffered.bytes", bufferedBytes, AtomicLong::get)
        .description("Bytes of request bodies that are being received or held.")
        .strongReference(true)
        .register(meters);
  }

  void read(Map<String, ModelRepository> repositories, @Nullable TransportServer transport) {
    bufferedBytes.set(transport == null ? 0 : transport.bufferedBytes());
    List<MultiGauge.Row<?>> stateRows = new ArrayList<>();
    List<MultiGauge.Row<?>> queueRows = new ArrayList<>();
    List<MultiGauge.Row<?>> limitRows = new ArrayList<>();
    repositories.forEach((namespace, repository) -> {
      for (ModelStatus status : repository.models()) {
        Tags tags =
            Tags.of(
                "namespace",
                namespace,
                "model",
                status.id().name(),
                "version",
                status.id().version());
        queueRows.add(MultiGauge.Row.of(tags, repository.queueLength(status.id())));
        int limit = repository.limit(status.id());
        if (limit > 0) {
          limitRows.add(MultiGauge.Row.of(tags, limit));
        }
        for (ModelState state : ModelState.values()) {
          stateRows.add(
              MultiGauge.Row.of(tags.and("state", state.name()), status.state() == state ? 1 : 0));
        }
      }
    });
    states.register(stateRows, true);
    queues.register(queueRows, true);
    limits.register(limitRows, true);
  }
}
