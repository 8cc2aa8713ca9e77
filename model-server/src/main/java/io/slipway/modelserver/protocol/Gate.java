// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.access.Tokens;
import io.slipway.modelserver.metrics.RefusalMetrics;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or refuses them: the fronts ask it once for each, before anything of the body is
 * decoded, and go on with what the {@link Caller} may see. Thread-safe; never blocks.
 */
public final class Gate {
  /** Lets everything in. */
  public static final Gate OPEN = new Gate(null);

  private final @Nullable Guard guard;

  private Gate(@Nullable Guard guard) {
    this.guard = guard;
  }

  /**
   * @param tokens null if nobody is asked who they are
   * @param nanoClock the monotonic clock of rates
   */
  public static Gate of(
      SecurityConfig config,
      @Nullable Tokens tokens,
      LongSupplier nanoClock,
      ServerMetrics metrics) {
    return new Gate(new Guard(config, tokens, nanoClock, new RefusalMetrics(metrics)));
  }

  /** From now on these are the tokens that are known; nothing changes at an open gate. */
  public void exchange(Tokens tokens) {
    if (guard != null) {
      guard.exchange(tokens);
    }
  }

  /**
   * @throws ServingException if an HTTP request may not go this way
   */
  Caller http(Route route, HttpRequestHead head) {
    return guard == null ? Caller.ANYBODY : guard.http(route, head);
  }

  /** As {@link #http}, for a request that will be let in again when it is complete. */
  Caller admit(Route route, HttpRequestHead head) {
    return guard == null ? Caller.ANYBODY : guard.admit(route, head);
  }

  /** As {@link #grpc}, for a call that will be let in again when it is complete. */
  void admit(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    if (guard != null) {
      guard.admit(group, peer, metadata);
    }
  }

  boolean isOpen() {
    return guard == null;
  }

  /** Whether it is asked who sends a request. */
  boolean asksForTokens() {
    return guard != null && guard.asksForTokens();
  }

  /**
   * @throws ServingException if a call may not use the method
   */
  Caller grpc(InferenceMethod method, GrpcCall call) {
    return guard == null
        ? Caller.ANYBODY
        : guard.grpc(EndpointGroups.of(method), call.peer(), call.metadata());
  }

  /** As above, for methods of other services and for calls with streams of messages. */
  Caller grpc(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    return guard == null ? Caller.ANYBODY : guard.grpc(group, peer, metadata);
  }
}
