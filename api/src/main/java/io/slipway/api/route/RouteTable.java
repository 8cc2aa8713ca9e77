// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Who answers for which service, at one time. Immutable.
 *
 * @param entries at most one for each namespace and name
 */
public record RouteTable(List<Entry> entries) {
  public static final RouteTable EMPTY = new RouteTable(List.of());

  public RouteTable {
    entries = List.copyOf(entries);
  }

  /**
   * One way to a service, {@code /serving/<namespace>/<name>}.
   *
   * @param service whose it is, for what speaks of services and not of their parts
   * @param shares who gets how much of it; none if nobody is to
   * @param countedAs what its requests are counted under: ways of one namespace that have it in
   *     common use up the same limits
   * @param rules of its requests
   */
  public record Entry(
      String namespace,
      String name,
      String service,
      List<Share> shares,
      String countedAs,
      RequestRules rules) {
    /** Without rules, and counted by itself. */
    public Entry(String namespace, String name, String service, List<Share> shares) {
      this(namespace, name, service, shares, name, RequestRules.NONE);
    }

    public Entry {
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(service, "service");
      Objects.requireNonNull(countedAs, "countedAs");
      Objects.requireNonNull(rules, "rules");
      shares = List.copyOf(shares);
    }

    /** All that have a share, be it of 0. */
    public List<Backend> backends() {
      List<Backend> all = new ArrayList<>();
      for (Share share : shares) {
        all.addAll(share.backends());
      }
      return all;
    }
  }

  /**
   * Those that are alike.
   *
   * @param version the number of their revision, which their models have too
   * @param percent of the requests, from 0
   * @param backends none if none of them can answer now
   */
  public record Share(String version, int percent, List<Backend> backends) {
    public Share {
      Objects.requireNonNull(version, "version");
      backends = List.copyOf(backends);
    }
  }

  /**
   * A Pod that answers.
   *
   * @param uid of its object
   * @param image of the container that answers: a process may know how to run it by itself
   * @param host empty if it has no address
   * @param grpcPort where it answers gRPC calls, if it does
   */
  public record Backend(String uid, String pod, String image, String host, int port, int grpcPort) {
    public Backend {
      Objects.requireNonNull(uid, "uid");
      Objects.requireNonNull(pod, "pod");
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(host, "host");
    }
  }
}
