// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.access.Client;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.access.Quota;
import io.slipway.modelserver.access.Refusal;
import io.slipway.modelserver.access.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/** Somebody who was let in to endpoints of one group: which services of a scope are theirs. */
final class KnownCaller implements Caller {
  private final Client client;
  private final Client anybody;
  private final EndpointGroup group;
  private final @Nullable Quota quota;
  private final Guard guard;

  /** The service that it is in, where the names of models are not those of services. */
  private final @Nullable String service;

  /**
   * @param anybody what may be done without a credential
   * @param quota of the client, null if it has no limits
   */
  KnownCaller(
      Client client, Client anybody, EndpointGroup group, @Nullable Quota quota, Guard guard) {
    this(client, anybody, group, quota, guard, null);
  }

  private KnownCaller(
      Client client,
      Client anybody,
      EndpointGroup group,
      @Nullable Quota quota,
      Guard guard,
      @Nullable String service) {
    this.service = service;
    this.client = client;
    this.anybody = anybody;
    this.group = group;
    this.quota = quota;
    this.guard = guard;
  }

  @Override
  public Scope view(Scope scope) {
    return scope.service() == null
        ? seen(scope)
        : new KnownCaller(client, anybody, group, quota, guard, scope.service()).seen(scope);
  }

  private Scope seen(Scope scope) {
    boolean all = client.mayAll(group) || anybody.mayAll(group);
    return new Scope(
        scope.namespace(),
        all ? scope.catalog() : new PermittedCatalog(scope.catalog(), scope.namespace(), this),
        group == EndpointGroup.INFERENCE
            ? new GuardedEndpoint(scope, this, guard)
            : scope.endpoint(),
        scope.statistics(),
        all ? scope.control() : new PermittedControl(scope.control(), scope.namespace(), this),
        scope.strictReadiness(),
        this,
        scope.countedAs(),
        scope.service());
  }

  boolean may(String namespace, String model) {
    String asked = service == null ? model : service;
    return client.may(group, namespace, asked) || anybody.may(group, namespace, asked);
  }

  /** Why the caller may not use a service, null if it may. */
  @Nullable Refusal refusal(String namespace, String model) {
    return may(namespace, model)
        ? null
        : Refusal.of(
            Reason.PERMISSION_DENIED,
            "client '%s' may not use the endpoints of group '%s' of service '%s/%s'"
                .formatted(
                    client.name(), group.label(), namespace, service == null ? model : service));
  }

  /**
   * @throws ServingException PERMISSION_DENIED if the caller may not use a service
   */
  void requireService(String namespace, String model) {
    Refusal refusal = refusal(namespace, model);
    if (refusal != null) {
      throw guard.refused(refusal);
    }
  }

  /**
   * @throws ServingException TOO_LARGE if a request is larger than the client or the service may
   *     have it
   */
  void requireSize(String namespace, String service, long bytes) {
    Quota ofService = guard.quotaOf(namespace, service);
    Refusal refusal = quota == null ? null : quota.size(bytes);
    if (refusal == null && ofService != null) {
      refusal = ofService.size(bytes);
    }
    if (refusal != null) {
      throw guard.refused(refusal);
    }
  }

  /**
   * Counts one more request of a call that {@link #enter} has let in.
   *
   * @throws ServingException RESOURCE_EXHAUSTED if the client or the service may not have it now
   */
  void requireRate(String namespace, String service) {
    Quota ofService = guard.quotaOf(namespace, service);
    Refusal refusal = quota == null ? null : quota.count(guard.now());
    if (refusal == null && ofService != null) {
      refusal = ofService.count(guard.now());
    }
    if (refusal != null) {
      throw guard.refused(refusal);
    }
  }

  /**
   * Counts a request of a service whose model is not in this process.
   *
   * @param countedAs the service whose limits hold for it
   * @return to be run when the request is done with
   * @throws ServingException if the caller may not use the service, or not so much of it now
   */
  Runnable enter(String namespace, String service, String countedAs, long bytes) {
    requireService(namespace, service);
    requireSize(namespace, countedAs, bytes);
    Quota ofService = guard.quotaOf(namespace, countedAs);
    boolean counts = group == EndpointGroup.INFERENCE;
    Refusal refusal = counts ? GuardedEndpoint.enter(quota, ofService, guard) : null;
    if (refusal != null) {
      throw guard.refused(refusal);
    }
    return () -> {
      if (counts) {
        GuardedEndpoint.leave(quota, ofService);
      }
    };
  }

  @Nullable Quota quota() {
    return quota;
  }
}
