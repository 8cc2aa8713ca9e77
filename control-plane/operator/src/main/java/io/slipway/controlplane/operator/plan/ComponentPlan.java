// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.plan.Children.KnownRevision;
import io.slipway.controlplane.operator.plan.Children.KnownRoute;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.PodTemplate;
import io.slipway.controlplane.operator.revision.Revision;
import io.slipway.controlplane.operator.revision.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which revision of a component is wanted, which answers, and which Pods there are to be.
 *
 * <p>A new revision is made when the template changes. The older one answers until all Pods of the
 * new one are ready and the router goes by the new route; only then do its Pods go.
 *
 * @param newest the revision that the service asks for
 * @param isNew whether it is still to be created
 * @param answering the name of the revision that is to get requests now, empty for none
 * @param routed whether the router sends them there
 * @param replicas how many Pods each revision is to have that is kept
 */
record ComponentPlan(
    Component component,
    Revision newest,
    boolean isNew,
    String answering,
    boolean routed,
    int replicas) {
  /** How many revisions are kept to look at, beside those that run. */
  private static final int HISTORY = 10;

  static ComponentPlan of(
      Situation situation, Component component, PodTemplate template, int replicas) {
    Children children = situation.children();
    List<Revision> known = children.revisions(component);
    Revision last = known.isEmpty() ? null : known.getLast();
    boolean isNew = last == null || !last.template().sameAs(template);
    Revision newest =
        last != null && !isNew
            ? last
            : new Revision(
                situation.service().metadata().namespace(),
                situation.service().metadata().name(),
                component,
                last == null ? 1 : last.number() + 1,
                template);
    KnownRoute route = children.route(component);
    String before = route == null ? "" : route.route().revision();
    String answering = answering(children, newest, before, replicas);
    boolean routed =
        route == null
            ? answering.isEmpty()
            : answering.equals(before) && Route.isInPlace(route.object());
    return new ComponentPlan(component, newest, isNew, answering, routed, replicas);
  }

  private static String answering(Children children, Revision newest, String before, int replicas) {
    if (replicas == 0) {
      return "";
    }
    int enough = before.equals(newest.name()) ? 1 : replicas;
    return children.readyPods(newest.name()) >= enough ? newest.name() : before;
  }

  /** Whether the revision that the service asks for gets all requests. */
  boolean isUpToDate() {
    return routed && answering.equals(newest.name());
  }

  /** The route as it is to be; null as long as nothing can answer. */
  @Nullable Route route(Situation situation, List<String> names) {
    KnownRoute known = situation.children().route(component);
    if (known == null && answering.isEmpty()) {
      return null;
    }
    return new Route(newest.namespace(), newest.service(), component, names, answering);
  }

  /** The Pods that there are to be. */
  List<ApiObject> wantedPods(Situation situation) {
    List<ApiObject> wanted = new ArrayList<>();
    for (Revision revision : running(situation.children())) {
      int copies = Math.max(replicas, 1);
      wanted.addAll(situation.home().of(revision, copies, situation.service()));
    }
    return wanted;
  }

  /** Pods of the component that are to go. */
  List<PodState> unwantedPods(Situation situation) {
    Set<String> wanted = new HashSet<>();
    wantedPods(situation).forEach(pod -> wanted.add(pod.metadata().name()));
    List<PodState> unwanted = new ArrayList<>();
    for (PodState pod : situation.children().pods()) {
      String name = pod.object().metadata().name();
      if (Children.componentOf(pod) == component && !wanted.contains(name)) {
        unwanted.add(pod);
      }
    }
    return unwanted;
  }

  /** Revisions that are so old that they go. */
  List<ApiObject> unwantedRevisions(Situation situation) {
    List<ApiObject> old = new ArrayList<>();
    for (KnownRevision each : situation.children().revisions()) {
      Revision revision = each.revision();
      if (revision.component() == component
          && revision.number() < newest.number() - HISTORY
          && !revision.name().equals(answering)) {
        old.add(each.object());
      }
    }
    return old;
  }

  private List<Revision> running(Children children) {
    List<Revision> running = new ArrayList<>();
    KnownRoute route = children.route(component);
    String requestsGoTo = route == null ? "" : route.route().revision();
    for (Revision revision : children.revisions(component)) {
      String name = revision.name();
      if (name.equals(newest.name())) {
        continue;
      }
      // Until the router has read the route, requests may go to any revision that can answer.
      boolean mayBeCalled = name.equals(requestsGoTo) || children.readyPods(name) > 0;
      if (name.equals(answering) || (!routed && mayBeCalled)) {
        running.add(revision);
      }
    }
    boolean newestAnswers = newest.name().equals(requestsGoTo) && !routed;
    if (replicas > 0 || newestAnswers) {
      running.add(newest);
    }
    return running;
  }
}
