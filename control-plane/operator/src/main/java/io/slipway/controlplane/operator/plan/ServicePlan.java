// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.plan.Children.KnownRevision;
import io.slipway.controlplane.operator.plan.Children.KnownRoute;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.Route;
import io.slipway.controlplane.operator.revision.WayToRun;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.template.ComponentTemplate;
import io.slipway.controlplane.operator.template.PredictorAddress;
import io.slipway.controlplane.operator.template.ServiceSpec;
import io.slipway.controlplane.operator.template.UnservableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what is to be done for a service. */
public final class ServicePlan {
  /** A Pod that has ended for good is made anew after this time, so that none is made in a loop. */
  private static final Duration BEFORE_ANOTHER = Duration.ofSeconds(10);

  private final Situation situation;
  private final List<ApiObject> create = new ArrayList<>();
  private final List<ApiObject> update = new ArrayList<>();
  private final List<ApiObject> delete = new ArrayList<>();
  private @Nullable Duration again;

  private ServicePlan(Situation situation) {
    this.situation = situation;
  }

  public static Plan of(Situation situation) {
    return new ServicePlan(situation).plan();
  }

  private Plan plan() {
    ServiceStatus status = new ServiceStatus(situation);
    try {
      ServiceSpec spec = ServiceSpec.of(situation.service());
      requireRules(spec);
      List<ComponentPlan> components = new ArrayList<>();
      ServingRuntime runtime = null;
      for (Component component : spec.components()) {
        ComponentTemplate template =
            ComponentTemplate.of(spec, component, situation.runtimes(), this::predictorAddress);
        int replicas = spec.isStopped() ? 0 : spec.replicas(component);
        int canary = spec.canaryPercent(component);
        components.add(ComponentPlan.of(situation, component, template.pods(), replicas, canary));
        runtime = template.runtime() == null ? runtime : template.runtime();
      }
      routes(spec, components);
      boolean routed = true;
      for (ComponentPlan component : components) {
        revisionsAndPods(component);
        routed &= component.routed();
      }
      if (routed) {
        othersThan(spec.components());
      }
      return new Plan(create, update, delete, status.of(spec, components, runtime), again, null);
    } catch (UnservableException e) {
      return Plan.none(status.unservable(e.reason(), String.valueOf(e.getMessage())), null);
    } catch (RuntimeException e) { // a fault of ours, which nobody would hear of otherwise
      return Plan.none(status.undecided(e), e);
    }
  }

  /** Before anything is made of them: a service whose rules are wrong stays as it was. */
  private void requireRules(ServiceSpec spec) throws UnservableException {
    Set<String> faults = new LinkedHashSet<>();
    for (Component component : spec.components()) {
      faults.addAll(situation.home().faults(spec.rules(component)));
    }
    if (!faults.isEmpty()) {
      throw new UnservableException("InvalidPredictorSpec", String.join("; ", faults));
    }
  }

  private PredictorAddress predictorAddress() {
    ObjectKey service = situation.service().key();
    String predictor = Component.PREDICTOR.nameIn(service.name());
    WayToRun home = situation.home();
    return new PredictorAddress(
        home.addressInPods(new ObjectKey(service.namespace(), predictor)),
        home.front().encrypted());
  }

  private void routes(ServiceSpec spec, List<ComponentPlan> components) {
    Component entry = entry(components);
    for (ComponentPlan plan : components) {
      String service = plan.newest().service();
      String own = plan.component().nameIn(service);
      boolean isEntry = plan.component() == entry;
      List<String> names = isEntry ? List.of(service, own) : List.of(own);
      KnownRoute known = situation.children().route(plan.component());
      boolean waits = isEntry && entry == Component.TRANSFORMER; // its name is nobody else's
      if (known == null && plan.traffic().isEmpty() && !waits) {
        continue;
      }
      Route route = plan.route(names, spec.rules(plan.component()));
      if (known == null) {
        create.add(route.asObject(situation.service()));
      } else if (!Json.same(route.spec(), known.object().spec())) {
        update.add(known.object().with("spec", route.spec()));
      }
    }
  }

  /**
   * The component that the service's own name belongs to: a transformer, also while it cannot
   * answer, because nobody is to get answers that it has not made. Only a predictor that has
   * answered under the name before there was a transformer keeps it until the transformer can.
   */
  private Component entry(List<ComponentPlan> components) {
    Component entry = Component.PREDICTOR;
    for (ComponentPlan plan : components) {
      boolean transforms = plan.component() == Component.TRANSFORMER;
      if (transforms && !(plan.answering().isEmpty() && predictorHasName(components.getFirst()))) {
        entry = Component.TRANSFORMER;
      }
    }
    return entry;
  }

  private boolean predictorHasName(ComponentPlan predictor) {
    String name = predictor.newest().service();
    KnownRoute transformer = situation.children().route(Component.TRANSFORMER);
    KnownRoute known = situation.children().route(Component.PREDICTOR);
    return !predictor.answering().isEmpty()
        && known != null
        && !known.route().traffic().isEmpty()
        && known.route().names().contains(name)
        && (transformer == null || !transformer.route().names().contains(name));
  }

  private void revisionsAndPods(ComponentPlan plan) {
    if (plan.isNew()) {
      create.add(plan.newest().asObject(situation.service()));
    }
    Set<String> there = new HashSet<>();
    for (PodState pod : situation.children().pods()) {
      there.add(pod.object().metadata().name());
      if (pod.ended()) {
        replaceLater(pod);
      }
    }
    for (ApiObject pod : plan.wantedPods(situation)) {
      if (!there.contains(pod.metadata().name())) {
        create.add(pod);
      }
    }
    plan.unwantedPods(situation).forEach(this::delete);
    delete.addAll(plan.unwantedRevisions(situation));
  }

  /** What belongs to components that the service does not have any more. */
  private void othersThan(List<Component> components) {
    for (KnownRoute route : situation.children().routes()) {
      if (!components.contains(route.route().component())) {
        delete.add(route.object());
      }
    }
    for (KnownRevision revision : situation.children().revisions()) {
      if (!components.contains(revision.revision().component())) {
        delete.add(revision.object());
      }
    }
    for (PodState pod : situation.children().pods()) {
      Component component = Children.componentOf(pod);
      if (component != null && !components.contains(component)) {
        delete(pod);
      }
    }
  }

  private void delete(PodState pod) {
    if (!pod.object().metadata().deleting() && !delete.contains(pod.object())) {
      delete.add(pod.object());
    }
  }

  private void replaceLater(PodState pod) {
    String created = pod.object().metadata().created();
    Instant due = created.isEmpty() ? situation.now() : Instant.parse(created).plus(BEFORE_ANOTHER);
    if (due.isAfter(situation.now())) {
      Duration wait = Duration.between(situation.now(), due);
      again = again == null || wait.compareTo(again) < 0 ? wait : again;
    } else {
      delete(pod);
    }
  }

  /** The status of a service for which the API does not take what it needs. */
  public static Map<String, Object> refused(Situation situation, String message) {
    return new ServiceStatus(situation).unservable("InvalidPredictorSpec", message);
  }

  /** Whether the status that a service has says something else. */
  public static boolean differs(Map<String, Object> status, Map<String, Object> known) {
    return !Json.same(status, known);
  }
}
