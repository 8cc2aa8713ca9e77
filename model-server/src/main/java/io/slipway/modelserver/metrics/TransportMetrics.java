// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.transport.server.TransportObserver;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the transport does. Adders are always there; the registry reads them when scraped. */
public final class TransportMetrics implements TransportObserver {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder[] requests = adders(Protocol.values().length);
  private final LongAdder[] limits = adders(Limit.values().length);

  public TransportMetrics(ServerMetrics metrics) {
    metrics.total("slipway.connections.opened", "Connections accepted.", opened::sum);
    metrics.total(
        "slipway.connections.refused", "Connections over the limit.", refused::sum);
    metrics.gauge(
        "slipway.connections.open",
        "Connections open now.",
        () -> Math.max(0, opened.sum() - closed.sum()));
    for (Protocol protocol : Protocol.values()) {
      metrics.total(
          "slipway.requests",
          "Requests that were received whole.",
          requests[protocol.ordinal()]::sum,
          "protocol",
          protocol.name().toLowerCase(Locale.ROOT));
    }
    for (Limit limit : Limit.values()) {
      metrics.total(
          "slipway.limits.reached",
          "Requests and connections that a limit ended.",
          limits[limit.ordinal()]::sum,
          "limit",
          limit.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void connectionOpened() {
    opened.increment();
  }

  @Override
  public void connectionClosed() {
    closed.increment();
  }

  @Override
  public void connectionRefused() {
    refused.increment();
  }

  @Override
  public void request(Protocol protocol) {
    requests[protocol.ordinal()].increment();
  }

  @Override
  public void limitReached(Limit limit) {
    limits[limit.ordinal()].increment();
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    Arrays.setAll(adders, _ -> new LongAdder());
    return adders;
  }
}
