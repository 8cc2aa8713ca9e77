// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Somebody whom the tokens file knows, and what it lets them do.
 *
 * @param limits NONE for those that every client has
 */
public record Client(
    String name, List<ServicePattern> services, Set<EndpointGroup> groups, Limits limits) {
  /** The name of whoever shows no credential. */
  public static final String ANONYMOUS = "anonymous";

  /** What may be done without a credential, unless the file says otherwise: what probes do. */
  static final Client PROBES =
      new Client(
          ANONYMOUS, List.of(ServicePattern.ALL), EnumSet.of(EndpointGroup.HEALTH), Limits.NONE);

  /** Everybody, where there is no tokens file. */
  public static final Client ANYBODY =
      new Client(
          ANONYMOUS, List.of(ServicePattern.ALL), EnumSet.allOf(EndpointGroup.class), Limits.NONE);

  public Client {
    services = List.copyOf(services);
    groups = Set.copyOf(groups);
  }

  public boolean isAnonymous() {
    return name.equals(ANONYMOUS);
  }

  /** Whether it may use this group's endpoints, of some service or of the server. */
  public boolean may(EndpointGroup group) {
    return groups.contains(group);
  }

  public boolean may(EndpointGroup group, String namespace, String service) {
    if (!groups.contains(group)) {
      return false;
    }
    for (ServicePattern pattern : services) {
      if (pattern.matches(namespace, service)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may use this group's endpoints of every service. */
  public boolean mayAll(EndpointGroup group) {
    return groups.contains(group) && services.contains(ServicePattern.ALL);
  }
}
