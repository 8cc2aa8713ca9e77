// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.access.Tokens;
import io.slipway.modelserver.metrics.RefusalMetrics;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or refuses them: the fronts ask it once for each, before anything of the body is
 * decoded, and go on with what the {@link Caller} may see. Thread-safe; never blocks.
 */
public final class Gate {
  private final SecurityConfig config;
  private final LongSupplier nanoClock;
  private final ServerMetrics metrics;

  /** Null while everything is let in; stays once it is there. */
  private volatile @Nullable Guard guard;

  /**
   * @param tokens null if nobody is asked who they are
   * @param nanoClock the monotonic clock of rates
   */
  public Gate(
      SecurityConfig config,
      @Nullable Tokens tokens,
      LongSupplier nanoClock,
      ServerMetrics metrics) {
    this.config = config;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    this.guard = config.isOpen() ? null : guard(tokens);
  }

  private Guard guard(@Nullable Tokens tokens) {
    return new Guard(config, tokens, nanoClock, new RefusalMetrics(metrics));
  }

  /** From now on these are the tokens that are known; nothing changes at an open gate. */
  public void exchange(Tokens tokens) {
    Guard present = guard;
    if (present != null) {
      present.exchange(tokens);
    }
  }

  /**
   * From now on these services, by {@code namespace/name}, have limits of their own besides those
   * of the configuration. What was let in goes on.
   */
  public synchronized void limit(Map<String, Limits> limits) {
    Guard present = guard;
    if (present != null) {
      present.limit(limits);
    } else if (!limits.isEmpty()) {
      Guard first = guard(null);
      first.limit(limits);
      guard = first;
    }
  }

  /**
   * These services, by {@code namespace/name}, are gone: nothing is remembered of what they used.
   */
  public void forget(Set<String> gone) {
    Guard present = guard;
    if (present != null) {
      present.forget(gone);
    }
  }

  /**
   * @throws ServingException if an HTTP request may not go this way
   */
  Caller http(Route route, HttpRequestHead head) {
    Guard present = guard;
    return present == null ? Caller.ANYBODY : present.http(route, head);
  }

  /** As {@link #http}, for a request that will be let in again when it is complete. */
  Caller admit(Route route, HttpRequestHead head) {
    Guard present = guard;
    return present == null ? Caller.ANYBODY : present.admit(route, head);
  }

  /** As {@link #grpc}, for a call that will be let in again when it is complete. */
  void admit(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    Guard present = guard;
    if (present != null) {
      present.admit(group, peer, metadata);
    }
  }

  boolean isOpen() {
    return guard == null;
  }

  /** Whether it is asked who sends a request. */
  boolean asksForTokens() {
    Guard present = guard;
    return present != null && present.asksForTokens();
  }

  /**
   * @throws ServingException if a call may not use the method
   */
  Caller grpc(InferenceMethod method, GrpcCall call) {
    Guard present = guard;
    return present == null
        ? Caller.ANYBODY
        : present.grpc(EndpointGroups.of(method), call.peer(), call.metadata());
  }

  /** As above, for methods of other services and for calls with streams of messages. */
  Caller grpc(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    Guard present = guard;
    return present == null ? Caller.ANYBODY : present.grpc(group, peer, metadata);
  }
}
