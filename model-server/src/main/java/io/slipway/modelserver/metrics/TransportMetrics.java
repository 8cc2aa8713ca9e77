// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.transport.server.TransportObserver;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the transport does. Adders are always there; the registry reads them when scraped.
 */
public final class TransportMetrics implements TransportObserver {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<Protocol, LongAdder> requests = adders(Protocol.class);
  private final Map<Limit, LongAdder> limits = adders(Limit.class);

  public TransportMetrics(ServerMetrics metrics) {
    metrics.total("slipway.connections.opened", "Connections accepted.", opened::sum);
    metrics.total("slipway.connections.refused", "Connections over the limit.", refused::sum);
    metrics.gauge(
        "slipway.connections.open",
        "Connections open now.",
        () -> Math.max(0, opened.sum() - closed.sum()));
    requests.forEach((protocol, count) ->
        metrics.total(
            "slipway.requests",
            "Requests that were received whole.",
            count::sum,
            "protocol",
            tag(protocol)));
    limits.forEach((limit, count) ->
        metrics.total(
            "slipway.limits.reached",
            "Requests and connections that a limit ended.",
            count::sum,
            "limit",
            tag(limit)));
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
    increment(requests.get(protocol));
  }

  @Override
  public void limitReached(Limit limit) {
    increment(limits.get(limit));
  }

  private static void increment(@Nullable LongAdder count) {
    Objects.requireNonNull(count, "every constant has its adder").increment();
  }

  private static String tag(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> constants) {
    Map<E, LongAdder> adders = new EnumMap<>(constants);
    for (E constant : constants.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }
}
