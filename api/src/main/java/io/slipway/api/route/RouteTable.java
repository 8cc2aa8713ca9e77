// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.route;

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
   * @param backends all alike; none if nobody can answer now
   */
  public record Entry(String namespace, String name, String service, List<Backend> backends) {
    public Entry {
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(service, "service");
      backends = List.copyOf(backends);
    }
  }

  /**
   * A Pod that answers.
   *
   * @param uid of its object
   * @param image of the container that answers: a process may know how to run it by itself
   * @param host empty if it has no address
   */
  public record Backend(String uid, String pod, String image, String host, int port) {
    public Backend {
      Objects.requireNonNull(uid, "uid");
      Objects.requireNonNull(pod, "pod");
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(host, "host");
    }
  }
}
