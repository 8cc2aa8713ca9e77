// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.RouteTable.Share;
import io.slipway.api.route.Router;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.modelserver.ModelServer;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.forwarding.Destination;
import io.slipway.modelserver.forwarding.Forwarding;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.modelserver.payload.LoggedName;
import io.slipway.modelserver.protocol.Scope;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.TrafficSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes services of routes: one whose Pods are {@link ModelServerImage} is the model of its name in
 * its namespace, or the one that it calls by another name, in this process; the others are asked
 * over HTTP and gRPC. Thread-safe.
 */
final class ServiceRoutes implements Router, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceRoutes.class);

  private static final String EXPLAINER = "explainer";

  /** The components that never are a model of this process, whether or not one has answered yet. */
  private static final Set<String> ALWAYS_ELSEWHERE = Set.of(EXPLAINER, "transformer");

  private final ModelServer server;
  private final ServiceDirectory directory;
  private final Namespaces namespaces;
  private final ModelGroups groups;
  private final String machine;

  /** Services that came with the start; they stay. */
  private final Map<ServiceName, Scope> others;

  /** Namespaces whose models do not get all requests of their names. */
  private Set<String> splitBefore = Set.of();

  /** What the requests of the services were counted as, {@code namespace/name}. */
  private Set<String> countedBefore = Set.of();

  /** Services whose Pods had ports of their own; while one has no Pod that answers, it still is. */
  private Set<ServiceName> elsewhereBefore = Set.of();

  /** Made for the first service that needs it. */
  private @Nullable Forwarding forwarding;

  /**
   * @param server that answers by the directory
   * @param machine the address of Pods that run in this process
   */
  ServiceRoutes(
      ModelServer server,
      ServiceDirectory directory,
      Namespaces namespaces,
      ModelGroups groups,
      String machine) {
    this.server = server;
    this.groups = groups;
    this.machine = machine;
    this.directory = directory;
    this.namespaces = namespaces;
    this.others = directory.services();
  }

  @Override
  public synchronized void use(RouteTable table) {
    Map<ServiceName, Scope> services = new HashMap<>(others);
    Map<ServiceName, RemoteService> remotes = new HashMap<>();
    Map<ServiceName, ServiceName> explainers = new HashMap<>();
    List<Destination> all = new ArrayList<>();
    Map<String, Map<String, TrafficSplit>> splits = new HashMap<>();
    for (RouteTable.Entry entry : table.entries()) {
      ServiceName name = new ServiceName(entry.namespace(), entry.name());
      Scope namespace = Scope.of(entry.namespace(), namespaces.of(entry.namespace()));
      List<Destination> destinations = elsewhere(entry.backends());
      String component = entry.rules().component();
      boolean elsewhere = ALWAYS_ELSEWHERE.contains(component) || elsewhereBefore.contains(name);
      boolean without = entry.backends().isEmpty() && elsewhere;
      if (destinations.isEmpty() && !without) {
        Scope models = models(entry, namespace, splits).withCountedAs(entry.countedAs());
        boolean awaited = entry.backends().isEmpty() && !entry.shares().isEmpty();
        services.put(name, awaited ? models.awaited() : models);
      } else {
        services.put(name, namespace.elsewhere(entry.name()).withCountedAs(entry.countedAs()));
        remotes.put(name, remote("service " + name, entry.shares()));
        all.addAll(destinations);
        if (component.equals(EXPLAINER)) {
          explainers.put(new ServiceName(entry.namespace(), entry.service()), name);
        }
      }
    }
    elsewhereBefore = Set.copyOf(remotes.keySet());
    split(splits);
    obey(table); // before there are services that have rules
    directory.use(services, remotes, explainers);
    forgetOthers(table);
    if (forwarding != null) {
      forwarding.keepOnly(all);
    }
  }

  /** What a service answers with that is in this process. */
  private Scope models(
      RouteTable.Entry entry, Scope namespace, Map<String, Map<String, TrafficSplit>> splits) {
    ModelRepository several = groups.models(entry.namespace(), entry.service());
    if (several != null) {
      return Scope.of(entry.namespace(), entry.service(), several);
    }
    OwnNames.Named own = ownName(entry);
    boolean isSplit = entry.shares().size() > 1;
    if (own != null) {
      own.repository().split(isSplit ? Map.of(own.name(), split(entry.shares())) : Map.of());
      return Scope.of(entry.namespace(), entry.service(), own.repository())
          .restrictedTo(own.name());
    }
    if (isSplit) {
      splits
          .computeIfAbsent(entry.namespace(), _ -> new HashMap<>())
          .put(entry.service(), split(entry.shares()));
    }
    return namespace.restrictedTo(entry.service());
  }

  /** The name that most of the requests are for; null if it is the service's. */
  private OwnNames.@Nullable Named ownName(RouteTable.Entry entry) {
    Share most = null;
    for (Share share : entry.shares()) {
      most = most == null || share.percent() > most.percent() ? share : most;
    }
    ObjectKey service = new ObjectKey(entry.namespace(), entry.service());
    return most == null ? null : namespaces.ownNames().model(service, most.version());
  }

  /** Rules of a route that nobody has checked, and that mean nothing, are left out. */
  private void obey(RouteTable table) {
    Map<String, Limits> limits = new HashMap<>();
    Map<String, LoggedName> logged = new LinkedHashMap<>();
    for (RouteTable.Entry entry : table.entries()) {
      RequestRules rules = entry.rules();
      String name = entry.namespace() + "/" + entry.countedAs();
      List<String> faults = new ArrayList<>();
      Limits own = ServicePolicy.limits(rules, faults);
      if (!own.isNone()) {
        limits.put(name, own);
      }
      logged.put(
          name,
          new LoggedName(entry.service(), rules.component(), ServicePolicy.log(rules, faults)));
      for (String fault : faults) {
        log.error("route {}: {}", name, fault);
      }
    }
    server.limit(limits);
    server.log(logged);
  }

  /** A service that is gone leaves nothing; requests count as those of its model or its own. */
  private void forgetOthers(RouteTable table) {
    Set<String> counted = new HashSet<>();
    for (RouteTable.Entry entry : table.entries()) {
      counted.add(entry.namespace() + "/" + entry.countedAs());
      counted.add(entry.namespace() + "/" + entry.service());
    }
    Set<String> gone = new HashSet<>(countedBefore);
    gone.removeAll(counted);
    others.keySet().forEach(name -> gone.remove(name.toString()));
    server.forget(gone);
    countedBefore = counted;
  }

  /** The models of namespaces that had a split and have none any more are whole again. */
  private void split(Map<String, Map<String, TrafficSplit>> splits) {
    for (String namespace : splitBefore) {
      if (!splits.containsKey(namespace)) {
        namespaces.of(namespace).split(Map.of());
      }
    }
    for (Map.Entry<String, Map<String, TrafficSplit>> each : splits.entrySet()) {
      namespaces.of(each.getKey()).split(each.getValue());
    }
    splitBefore = Set.copyOf(splits.keySet());
  }

  /** A container's model has the number of its revision as its version. */
  private static TrafficSplit split(List<Share> shares) {
    List<TrafficSplit.Share> versions = new ArrayList<>();
    for (Share share : shares) {
      versions.add(new TrafficSplit.Share(share.version(), share.percent()));
    }
    return new TrafficSplit(versions);
  }

  /** One share is chosen for each request; those that nobody answers for get none. */
  private RemoteService remote(String name, List<Share> shares) {
    List<RemoteService> services = new ArrayList<>();
    List<Integer> percents = new ArrayList<>();
    for (Share share : shares) {
      List<Destination> destinations = elsewhere(share.backends());
      if (share.percent() > 0 && !destinations.isEmpty()) {
        services.add(forwarding().to(name, destinations));
        percents.add(share.percent());
      }
    }
    if (services.size() < 2) {
      return services.isEmpty() ? forwarding().to(name, List.of()) : services.getFirst();
    }
    return new SplitService(services, percents);
  }

  /** A model server that is a process of its own has an address of its own. */
  private List<Destination> elsewhere(List<Backend> backends) {
    List<Destination> destinations = new ArrayList<>();
    for (Backend backend : backends) {
      if (!backend.image().equals(ModelServerImage.NAME) || !backend.host().equals(machine)) {
        destinations.add(
            new Destination(backend.pod(), backend.host(), backend.port(), backend.grpcPort()));
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
