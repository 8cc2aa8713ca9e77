// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.api.route.RequestRules;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.plan.Children.KnownRevision;
import io.slipway.controlplane.operator.plan.Children.KnownRoute;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.PodTemplate;
import io.slipway.controlplane.operator.revision.Revision;
import io.slipway.controlplane.operator.revision.Route;
import io.slipway.controlplane.operator.revision.Traffic;
import io.slipway.controlplane.operator.template.UnservableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions of a component are wanted, which answer, and which Pods there are to be.
 *
 * <p>A new revision is made when the template changes. The older one answers until all Pods of the
 * new one are ready and the router goes by the new route; only then do its Pods go, unless it keeps
 * a part of the requests.
 *
 * @param newest the revision that the service asks for
 * @param isNew whether it is still to be created
 * @param rollout which revisions are to get requests
 * @param routed whether the router sends them there
 * @param replicas how many Pods each revision is to have that is kept
 */
record ComponentPlan(
    Component component,
    Revision newest,
    boolean isNew,
    Rollout rollout,
    boolean routed,
    int replicas) {
  /** How many revisions are kept to look at, beside those that run. */
  private static final int HISTORY = 10;

  static ComponentPlan of(
      Situation situation, Component component, PodTemplate template, int replicas, int canary)
      throws UnservableException {
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
    Traffic before = route == null ? Traffic.NONE : route.route().traffic();
    Revision stable = canary < Traffic.WHOLE ? stable(situation, newest) : null;
    if (stable != null) {
      requireAlike(newest, stable);
    }
    Rollout rollout =
        replicas == 0
            ? new Rollout(Traffic.NONE, Traffic.NONE)
            : Rollout.of(
                new Rollout.Known(
                    newest.name(), stable == null ? "" : stable.name(), canary, before),
                children.readyPods(newest.name()) >= replicas,
                stable != null && children.readyPods(stable.name()) >= replicas);
    boolean routed =
        route == null
            ? rollout.now().isEmpty()
            : rollout.now().equals(before) && Route.isInPlace(route.object());
    return new ComponentPlan(component, newest, isNew, rollout, routed, replicas);
  }

  /** The last revision beside the newest that had all requests; null if it is not there. */
  private static @Nullable Revision stable(Situation situation, Revision newest) {
    Map<String, Object> status =
        Fields.map(situation.service().status(), "components", newest.component().toString());
    String name = Fields.text(status, "latestRolledoutRevision");
    if (name.equals(newest.name())) {
      name = Fields.text(status, "previousRolledoutRevision");
    }
    for (Revision revision : situation.children().revisions(newest.component())) {
      if (revision.name().equals(name)) {
        return revision;
      }
    }
    return null;
  }

  /** A service is answered either inside of this process or outside of it. */
  private static void requireAlike(Revision newest, Revision stable) throws UnservableException {
    if (newest.template().runsInside() != stable.template().runsInside()) {
      throw new UnservableException(
          "InvalidPredictorSpec",
          "spec."
              + newest.component()
              + ".canaryTrafficPercent: not supported here: of "
              + newest.name()
              + " and "
              + stable.name()
              + " one runs inside of Slipway's process and one does not (expected: no canary for"
              + " this change)");
    }
  }

  /** What the router is to do now. */
  Traffic traffic() {
    return rollout.now();
  }

  /** The revision that gets most requests, empty for none. */
  String answering() {
    return traffic().main();
  }

  /** Whether requests go where they are to go in the end. */
  boolean isUpToDate() {
    return routed && rollout.now().equals(rollout.goal());
  }

  /** The newest revision that can answer, empty for none. */
  String latestReady(Children children) {
    boolean newestReady =
        traffic().percent(newest.name()) > 0
            || (replicas > 0 && children.readyPods(newest.name()) >= replicas);
    return newestReady ? newest.name() : answering();
  }

  /** The revision whose Pods are waited for, if any are. */
  String awaited(Children children) {
    for (Traffic.Share share : rollout.goal().shares()) {
      if (children.readyPods(share.revision()) < replicas) {
        return share.revision();
      }
    }
    return newest.name();
  }

  /** The route as it is to be, if there is to be one. */
  Route route(List<String> names, RequestRules rules) {
    return new Route(newest.namespace(), newest.service(), component, names, traffic(), rules);
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
          && !traffic().names(revision.name())
          && !rollout.goal().names(revision.name())) {
        old.add(each.object());
      }
    }
    return old;
  }

  private List<Revision> running(Children children) {
    List<Revision> running = new ArrayList<>();
    KnownRoute route = children.route(component);
    Traffic before = route == null ? Traffic.NONE : route.route().traffic();
    for (Revision revision : children.revisions(component)) {
      String name = revision.name();
      if (name.equals(newest.name())) {
        continue;
      }
      // Until the router has read the route, requests may go to any revision that can answer.
      boolean mayBeCalled = before.names(name) || children.readyPods(name) > 0;
      boolean wanted = traffic().names(name) || rollout.goal().names(name);
      if (wanted || (!routed && mayBeCalled)) {
        running.add(revision);
      }
    }
    boolean newestAnswers = before.names(newest.name()) && !routed;
    if ((replicas > 0 && !waitsForRouter(children)) || newestAnswers) {
      running.add(newest);
    }
    return running;
  }

  /**
   * Whether the newest revision is not to be there before the router knows that it gets a part
   * only: where models of one name answer together, the newer one would get everything.
   */
  private boolean waitsForRouter(Children children) {
    return !routed
        && traffic().shares().size() > 1
        && traffic().percent(newest.name()) == 0
        && children.pods(newest.name()).isEmpty();
  }
}
