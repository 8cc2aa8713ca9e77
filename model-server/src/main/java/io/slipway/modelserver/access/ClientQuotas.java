// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.modelserver.access.Quota.Of;
import io.slipway.transport.http.Peer;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of clients: of those whom the tokens file knows by name, of others by address. Of
 * addresses a number is remembered; those that were not heard of for the longest time are forgotten
 * first, by halves: lookups take no lock. Safe for use by any thread.
 */
public final class ClientQuotas {
  /** Addresses that are remembered at least. */
  static final int DEFAULT_CAPACITY = 16 * 1024;

  /** Compared by identity: the one that is forgotten is the one that was full. */
  private static final class Generations {
    private final ConcurrentHashMap<Object, Quota> young = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Object, Quota> old;

    Generations(ConcurrentHashMap<Object, Quota> old) {
      this.old = old;
    }
  }

  private record Named(String name, Limits limits) {}

  private final Limits defaults;
  private final int capacity;

  /** As many as the tokens file has had, so they need no bound. */
  private final ConcurrentHashMap<Named, Quota> named = new ConcurrentHashMap<>();

  private volatile Generations generations = new Generations(new ConcurrentHashMap<>());

  /**
   * @param defaults of clients that have no limits of their own
   * @param capacity twice this many are remembered at most
   */
  ClientQuotas(Limits defaults, int capacity) {
    this.defaults = defaults;
    this.capacity = capacity;
  }

  public ClientQuotas(Limits defaults) {
    this(defaults, DEFAULT_CAPACITY);
  }

  /**
   * The quota of a client, null if it has no limits.
   *
   * @param now on the monotonic clock
   */
  public @Nullable Quota of(Client client, Peer peer, long now) {
    Limits limits = client.limits().isNone() ? defaults : client.limits();
    if (limits.isNone()) {
      return null;
    }
    if (!client.isAnonymous()) {
      return named.computeIfAbsent(
          new Named(client.name(), limits),
          key -> new Quota(Of.CLIENT, "client '" + key.name() + "'", limits, now));
    }
    Object key = address(peer.address());
    Generations current = generations;
    Quota quota = current.young.get(key);
    return quota == null ? remember(current, key, limits, now) : quota;
  }

  private Quota remember(Generations current, Object key, Limits limits, long now) {
    Quota known = current.old.get(key);
    // whose limits were changed starts anew
    Quota quota =
        known != null && known.limits().equals(limits)
            ? known
            : new Quota(Of.CLIENT, "this address", limits, now);
    Quota first = current.young.putIfAbsent(key, quota);
    if (current.young.size() > capacity) {
      forget(current);
    }
    return first == null ? quota : first;
  }

  private synchronized void forget(Generations current) {
    if (generations == current) {
      generations = new Generations(current.young);
    }
  }

  /** One address of IPv4; of IPv6 a network, whose addresses one client may have all. */
  private static Object address(SocketAddress address) {
    if (address instanceof InetSocketAddress socket) {
      InetAddress ip = socket.getAddress();
      if (ip instanceof Inet6Address) {
        return ByteBuffer.wrap(ip.getAddress()).getLong();
      }
      if (ip instanceof Inet4Address) {
        return ip;
      }
    }
    return address;
  }

  /** How many are remembered. */
  int size() {
    Generations current = generations;
    return current.young.size() + current.old.size();
  }
}
