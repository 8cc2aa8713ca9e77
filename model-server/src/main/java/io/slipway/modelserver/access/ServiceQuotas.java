// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.modelserver.access.Quota.Of;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The quotas of services. Safe for use by any thread. */
public final class ServiceQuotas {
  private record Key(String namespace, String service) {
    String name() {
      return namespace + "/" + service;
    }
  }

  private final Limits defaults;
  private final Map<String, Limits> atStart;
  private final ConcurrentHashMap<Key, Quota> quotas = new ConcurrentHashMap<>();

  /** Replaced as a whole; the quotas follow under this object's lock. */
  private volatile Map<String, Limits> limits;

  /**
   * @param defaults of services that have no limits of their own
   * @param limits by {@code namespace/name}; they stay
   */
  public ServiceQuotas(Limits defaults, Map<String, Limits> limits) {
    this.defaults = defaults;
    this.atStart = Map.copyOf(limits);
    this.limits = atStart;
  }

  /**
   * The quota of a service that exists, null if it has no limits.
   *
   * @param now on the monotonic clock
   */
  public @Nullable Quota of(String namespace, String service, long now) {
    Key key = new Key(namespace, service);
    Quota quota = quotas.get(key);
    return quota != null || own(key).isNone() ? quota : made(key, now);
  }

  private Limits own(Key key) {
    return limits.getOrDefault(key.name(), defaults);
  }

  /** Under the lock: else one with limits that are just replaced might stay. */
  private synchronized @Nullable Quota made(Key key, long now) {
    Limits own = own(key);
    return own.isNone()
        ? null
        : quotas.computeIfAbsent(
            key, _ -> new Quota(Of.SERVICE, "service '" + key.name() + "'", own, now));
  }

  /**
   * From now on these services, by {@code namespace/name}, have limits of their own besides those
   * that had some from the start. What a service has used of its limits counts on.
   *
   * @param now on the monotonic clock
   */
  public synchronized void limit(Map<String, Limits> changed, long now) {
    Map<String, Limits> all = new HashMap<>(atStart);
    all.putAll(changed);
    limits = Map.copyOf(all);
    for (Key key : quotas.keySet()) {
      quotas.computeIfPresent(
          key,
          (_, quota) -> {
            Limits own = own(key);
            return own.isNone() ? null : quota.with(own, now);
          });
    }
  }

  /**
   * These services, by {@code namespace/name}, are gone: what they have used of their limits is
   * forgotten. One of that name that comes later begins anew.
   */
  public synchronized void forget(Set<String> gone) {
    quotas.keySet().removeIf(key -> gone.contains(key.name()));
  }

  /** How many are remembered. */
  int size() {
    return quotas.size();
  }
}
