// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.Router;
import io.slipway.modelserver.forwarding.Destination;
import io.slipway.modelserver.forwarding.Forwarding;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.modelserver.protocol.Scope;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes services of routes: one whose Pods are {@link ModelServerImage} is the model of its name in
 * its namespace, in this process; the others are asked over HTTP. Thread-safe.
 */
final class ServiceRoutes implements Router, AutoCloseable {
  private final ServiceDirectory directory;
  private final Namespaces namespaces;
  private final String machine;

  /** Services that came with the start; they stay. */
  private final Map<ServiceName, Scope> others;

  /** Made for the first service that needs it. */
  private @Nullable Forwarding forwarding;

  /**
   * @param machine the address of Pods that run in this process
   */
  ServiceRoutes(ServiceDirectory directory, Namespaces namespaces, String machine) {
    this.machine = machine;
    this.directory = directory;
    this.namespaces = namespaces;
    this.others = directory.services();
  }

  @Override
  public synchronized void use(RouteTable table) {
    Map<ServiceName, Scope> services = new HashMap<>(others);
    Map<ServiceName, RemoteService> remotes = new HashMap<>();
    List<Destination> all = new ArrayList<>();
    for (RouteTable.Entry entry : table.entries()) {
      ServiceName name = new ServiceName(entry.namespace(), entry.name());
      Scope namespace = Scope.of(entry.namespace(), namespaces.of(entry.namespace()));
      List<Destination> destinations = elsewhere(entry);
      if (destinations.isEmpty()) {
        services.put(name, namespace.restrictedTo(entry.service()));
      } else {
        services.put(name, namespace.elsewhere(entry.name()));
        remotes.put(name, forwarding().to("service " + name, destinations));
        all.addAll(destinations);
      }
    }
    directory.use(services, remotes);
    if (forwarding != null) {
      forwarding.keepOnly(all);
    }
  }

  /** A model server that is a process of its own has an address of its own. */
  private List<Destination> elsewhere(RouteTable.Entry entry) {
    List<Destination> destinations = new ArrayList<>();
    for (Backend backend : entry.backends()) {
      if (!backend.image().equals(ModelServerImage.NAME) || !backend.host().equals(machine)) {
        destinations.add(new Destination(backend.pod(), backend.host(), backend.port()));
      }
    }
    return destinations;
  }

  private Forwarding forwarding() {
    if (forwarding == null) {
      forwarding = new Forwarding();
    }
    return forwarding;
  }

  /** Requests under way to Pods break off. */
  @Override
  public synchronized void close() {
    if (forwarding != null) {
      forwarding.close();
    }
  }
}
