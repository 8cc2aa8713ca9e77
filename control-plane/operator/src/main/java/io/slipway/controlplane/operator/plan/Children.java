// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.Labels;
import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.Revision;
import io.slipway.controlplane.operator.revision.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been made for a service.
 *
 * @param revisions oldest first
 */
public record Children(
    List<KnownRevision> revisions, List<PodState> pods, List<KnownRoute> routes) {
  /** A revision that the API has. */
  public record KnownRevision(ApiObject object, Revision revision) {}

  /** A route that the API has. */
  public record KnownRoute(ApiObject object, Route route) {}

  public static final Children NONE = new Children(List.of(), List.of(), List.of());

  public Children {
    revisions = List.copyOf(revisions);
    pods = List.copyOf(pods);
    routes = List.copyOf(routes);
  }

  /** Of the service's objects of these kinds. */
  public static Children of(
      List<ApiObject> revisions, List<ApiObject> pods, List<ApiObject> routes) {
    List<KnownRevision> known = new ArrayList<>();
    for (ApiObject object : revisions) {
      Revision revision = Revision.of(object);
      if (revision != null && !object.metadata().deleting()) {
        known.add(new KnownRevision(object, revision));
      }
    }
    known.sort(Comparator.comparingLong(each -> each.revision().number()));
    List<PodState> states = new ArrayList<>();
    for (ApiObject pod : pods) {
      states.add(PodState.of(pod));
    }
    List<KnownRoute> ways = new ArrayList<>();
    for (ApiObject object : routes) {
      Route route = Route.of(object);
      if (route != null) {
        ways.add(new KnownRoute(object, route));
      }
    }
    return new Children(known, states, ways);
  }

  /** The revisions of a component, oldest first. */
  List<Revision> revisions(Component component) {
    List<Revision> some = new ArrayList<>();
    for (KnownRevision each : revisions) {
      if (each.revision().component() == component) {
        some.add(each.revision());
      }
    }
    return some;
  }

  @Nullable KnownRoute route(Component component) {
    for (KnownRoute each : routes) {
      if (each.route().component() == component) {
        return each;
      }
    }
    return null;
  }

  /** Which component a Pod belongs to; null if it says none that there is. */
  static @Nullable Component componentOf(PodState pod) {
    String label = pod.object().metadata().labels().get(Labels.COMPONENT);
    return label == null ? null : Component.of(label);
  }

  List<PodState> pods(String revision) {
    List<PodState> some = new ArrayList<>();
    for (PodState pod : pods) {
      if (pod.revision().equals(revision)) {
        some.add(pod);
      }
    }
    return some;
  }

  int readyPods(String revision) {
    int ready = 0;
    for (PodState pod : pods(revision)) {
      ready += pod.ready() ? 1 : 0;
    }
    return ready;
  }
}
