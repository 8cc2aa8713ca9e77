// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.RouteTable.Entry;
import io.slipway.api.route.RouteTable.Share;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What routes and Pods are together. Pure. */
public final class RoutesInUse {
  private RoutesInUse() {}

  /** The same routes and Pods give the same table, in whatever order they are. */
  public static RouteTable table(Collection<ApiObject> routes, Collection<ApiObject> pods) {
    Map<ObjectKey, List<ApiObject>> ready = new HashMap<>();
    for (ApiObject pod : pods) {
      PodState state = PodState.of(pod);
      if (state.ready()) {
        ObjectKey revision = new ObjectKey(pod.metadata().namespace(), state.revision());
        ready.computeIfAbsent(revision, _ -> new ArrayList<>()).add(pod);
      }
    }
    Map<String, Claim> claims = new TreeMap<>();
    for (ApiObject object : routes) {
      Route route = Route.of(object);
      if (route == null) {
        continue;
      }
      for (String name : route.names()) {
        claims.merge(
            route.namespace() + "/" + name, new Claim(object, route, name), RoutesInUse::stronger);
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (Claim claim : claims.values()) {
      Route route = claim.route();
      Claim front = claims.get(route.namespace() + "/" + route.service());
      // Other parts are asked by the one in front, or ask it: a request is to count once.
      boolean behind = front != null && front.route().component() != route.component();
      entries.add(
          new Entry(
              route.namespace(),
              claim.name(),
              route.service(),
              shares(claim.object(), route, ready),
              behind ? claim.name() : route.service(),
              behind ? route.rules().behind() : route.rules()));
    }
    return new RouteTable(entries);
  }

  private static List<Share> shares(
      ApiObject object, Route route, Map<ObjectKey, List<ApiObject>> ready) {
    List<Share> shares = new ArrayList<>();
    for (Traffic.Share share : route.traffic().shares()) {
      ObjectKey revision = new ObjectKey(route.namespace(), share.revision());
      shares.add(
          new Share(
              Revision.version(share.revision()),
              share.percent(),
              backends(object, ready.getOrDefault(revision, List.of()))));
    }
    return shares;
  }

  private record Claim(ApiObject object, Route route, String name) {}

  /** While a name moves from one component to another, both claim it: the one in front has it. */
  private static Claim stronger(Claim one, Claim other) {
    return one.route().component().compareTo(other.route().component()) >= 0 ? one : other;
  }

  /** A Pod that merely has the name of one is not asked: its owner is not the route's. */
  private static List<Backend> backends(ApiObject route, List<ApiObject> pods) {
    List<Backend> backends = new ArrayList<>();
    for (ApiObject pod : pods) {
      if (Objects.equals(pod.metadata().owner(), route.metadata().owner())) {
        backends.add(backend(pod));
      }
    }
    backends.sort((a, b) -> a.pod().compareTo(b.pod()));
    return backends;
  }

  private static Backend backend(ApiObject pod) {
    Map<String, Object> asked = ServingContainers.asked(Fields.maps(pod.spec(), "containers"));
    return new Backend(
        pod.metadata().uid(),
        pod.metadata().name(),
        Fields.text(asked, "image"),
        Fields.text(pod.status(), "podIP"),
        (int) ServingContainers.port(asked),
        (int) GrpcPort.of(asked));
  }
}
