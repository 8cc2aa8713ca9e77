// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.modelserver.access.Quota.Of;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The quotas of services. Safe for use by any thread. */
public final class ServiceQuotas {
  private record Key(String namespace, String service) {}

  private final Limits defaults;
  private final Map<String, Limits> limits;
  private final ConcurrentHashMap<Key, Quota> quotas = new ConcurrentHashMap<>();

  /**
   * @param defaults of services that have no limits of their own
   * @param limits by {@code namespace/name}
   */
  public ServiceQuotas(Limits defaults, Map<String, Limits> limits) {
    this.defaults = defaults;
    this.limits = Map.copyOf(limits);
  }

  /**
   * The quota of a service that exists, null if it has no limits.
   *
   * @param now on the monotonic clock
   */
  public @Nullable Quota of(String namespace, String service, long now) {
    Key key = new Key(namespace, service);
    Quota quota = quotas.get(key);
    if (quota != null) {
      return quota;
    }
    String name = namespace + "/" + service;
    Limits own = limits.getOrDefault(name, defaults);
    return own.isNone()
        ? null
        : quotas.computeIfAbsent(
            key, _ -> new Quota(Of.SERVICE, "service '" + name + "'", own, now));
  }
}
