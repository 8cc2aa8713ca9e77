// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.Access;
import io.slipway.modelserver.access.Client;
import io.slipway.modelserver.access.ClientQuotas;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.access.Quota;
import io.slipway.modelserver.access.Refusal;
import io.slipway.modelserver.access.Refusal.Reason;
import io.slipway.modelserver.access.ServiceQuotas;
import io.slipway.modelserver.access.Tokens;
import io.slipway.modelserver.metrics.RefusalMetrics;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What decides at a {@link Gate} that is not open. Thread-safe; never blocks. */
final class Guard {
  private final HeaderRestrictions httpRestrictions;
  private final HeaderRestrictions grpcRestrictions;
  private final ClientQuotas clients;
  private final ServiceQuotas services;
  private final LongSupplier nanoClock;
  private final RefusalMetrics refusals;

  /** Null if nobody is asked who they are. */
  private volatile @Nullable Tokens tokens;

  /**
   * @param tokens null if nobody is asked who they are
   * @param nanoClock the monotonic clock of rates
   */
  Guard(
      SecurityConfig config,
      @Nullable Tokens tokens,
      LongSupplier nanoClock,
      RefusalMetrics refusals) {
    this.httpRestrictions = config.httpRestrictions();
    this.grpcRestrictions = config.grpcRestrictions();
    this.clients = new ClientQuotas(config.clientLimits());
    this.services = new ServiceQuotas(config.serviceLimits(), config.limitsByService());
    this.tokens = tokens;
    this.nanoClock = nanoClock;
    this.refusals = refusals;
  }

  /** From now on these are the tokens that are known. */
  void exchange(Tokens changed) {
    tokens = changed;
  }

  /** From now on these are the limits that services have of their own, by namespace and name. */
  void limit(Map<String, Limits> limits) {
    services.limit(limits, now());
  }

  /** These services, by namespace and name, are gone. */
  void forget(Set<String> gone) {
    services.forget(gone);
  }

  boolean asksForTokens() {
    return tokens != null;
  }

  /**
   * @throws ServingException if an HTTP request may not go this way
   */
  Caller http(Route route, HttpRequestHead head) {
    return enter(httpRestrictions, EndpointGroups.of(route), head.peer(), head.headers());
  }

  /**
   * @throws ServingException if a call may not use a method of the group
   */
  Caller grpc(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    return enter(grpcRestrictions, group, peer, metadata);
  }

  /** Lets a request in without counting it against a rate. */
  Caller admit(Route route, HttpRequestHead head) {
    return known(httpRestrictions, EndpointGroups.of(route), head.peer(), head.headers());
  }

  void admit(EndpointGroup group, Peer peer, HttpHeaders metadata) {
    known(grpcRestrictions, group, peer, metadata);
  }

  private Caller enter(
      HeaderRestrictions restrictions, EndpointGroup group, Peer peer, HttpHeaders headers) {
    KnownCaller caller = known(restrictions, group, peer, headers);
    Quota quota = caller.quota();
    // a prediction counts when it goes to its model, as each of a stream does
    Refusal refusal = quota == null || group == EndpointGroup.INFERENCE ? null : quota.count(now());
    if (refusal != null) {
      throw refused(refusal);
    }
    return caller;
  }

  private KnownCaller known(
      HeaderRestrictions restrictions, EndpointGroup group, Peer peer, HttpHeaders headers) {
    String restriction = restrictions.refusal(group, headers);
    if (restriction != null) {
      throw refused(Refusal.of(Reason.RESTRICTED, restriction));
    }
    Tokens current = tokens;
    Client client = current == null ? Client.ANYBODY : client(current, group, peer, headers);
    Client anybody = current == null ? Client.ANYBODY : current.anonymous();
    Quota quota = isFree(group) ? null : clients.of(client, peer, now());
    Refusal full = quota == null ? null : quota.look(now());
    if (full != null) {
      throw refused(full);
    }
    return new KnownCaller(client, anybody, group, quota, this);
  }

  /** What probes and scrapers ask for is cheap, and has to work when a limit is reached. */
  private static boolean isFree(EndpointGroup group) {
    return group == EndpointGroup.HEALTH || group == EndpointGroup.METRICS;
  }

  private Client client(Tokens known, EndpointGroup group, Peer peer, HttpHeaders headers) {
    return switch (Access.decide(known, group, headers, peer)) {
      case Access.Granted(Client client) -> client;
      case Access.Unauthenticated(String reason) ->
          throw refused(Refusal.of(Reason.UNAUTHENTICATED, reason));
      case Access.Denied(String reason) ->
          throw refused(Refusal.of(Reason.PERMISSION_DENIED, reason));
    };
  }

  /** Counts a refusal; how the caller learns of it. */
  ServingException refused(Refusal refusal) {
    refusals.count(refusal.reason());
    return refusal.failure();
  }

  /** What a service has used of its limits, null if it has none. */
  @Nullable Quota quotaOf(String namespace, String service) {
    return services.of(namespace, service, now());
  }

  long now() {
    return nanoClock.getAsLong();
  }
}
