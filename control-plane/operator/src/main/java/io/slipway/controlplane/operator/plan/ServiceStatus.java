// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.Traffic;
import io.slipway.controlplane.operator.runtime.RuntimeFields;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.template.ServiceSpec;
import io.slipway.controlplane.resources.schema.IgnoredField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status of a service, with the fields and conditions that KServe's controller writes. */
final class ServiceStatus {
  private static final String READY = "Ready";
  private static final String INGRESS = "IngressReady";
  private static final String STOPPED = "Stopped";
  private static final String FIELDS_IGNORED = "FieldsIgnored";

  private final Situation situation;
  private final Map<String, Object> before;

  ServiceStatus(Situation situation) {
    this.situation = situation;
    this.before = situation.service().status();
  }

  /** Of a service that can't be run as it is; what ran before still runs. */
  Map<String, Object> unservable(String reason, String message) {
    Map<String, Object> status = new LinkedHashMap<>(before);
    boolean answers = !Fields.text(before, "url").isEmpty();
    status.put("modelStatus", ModelStatus.unservable(reason, message, answers));
    return failed(status, reason, message);
  }

  /** Of a service that nothing is known to be wrong with; its model is as it was. */
  Map<String, Object> undecided(RuntimeException failure) {
    return failed(
        new LinkedHashMap<>(before),
        "PlanningFailed",
        "what is to be done for the service could not be decided, and is tried again: " + failure);
  }

  private Map<String, Object> failed(Map<String, Object> status, String reason, String message) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(Condition.fails(Component.PREDICTOR.condition(), reason, message));
    conditions.add(Condition.fails(READY, reason, message));
    conditions.add(Condition.fails(STOPPED, "", ""));
    return finished(status, conditions);
  }

  Map<String, Object> of(
      ServiceSpec spec, List<ComponentPlan> components, @Nullable ServingRuntime runtime) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("deploymentMode", "Standard");
    if (runtime != null) {
      status.put(
          runtime.ofCluster() ? "clusterServingRuntimeName" : "servingRuntimeName", runtime.name());
    }
    List<Condition> conditions = new ArrayList<>();
    Map<String, Object> byComponent = new LinkedHashMap<>();
    for (ComponentPlan component : components) {
      byComponent.put(component.component().toString(), component(component));
      conditions.add(
          spec.isStopped() ? stopped(component.component().condition()) : condition(component));
    }
    status.put("components", byComponent);
    status.put("modelStatus", ModelStatus.of(components.getFirst(), situation.children()));
    Condition ingress = spec.isStopped() ? stopped(INGRESS) : ingress(components);
    conditions.add(ingress);
    if (ingress.isTrue()) {
      String url = situation.home().url(spec.object().key());
      status.put("url", url);
      status.put("address", Map.of("url", url));
    }
    conditions.add(ready(conditions));
    conditions.add(spec.isStopped() ? Condition.holds(STOPPED) : Condition.fails(STOPPED, "", ""));
    Condition calls = PredictorCalls.of(spec, situation.home());
    if (calls != null) {
      conditions.add(calls);
    }
    List<String> ignored = ignored(spec, runtime);
    if (!ignored.isEmpty()) {
      conditions.add(
          new Condition(
              FIELDS_IGNORED, Condition.State.TRUE, "WithoutMeaning", String.join("; ", ignored)));
    }
    return finished(status, conditions);
  }

  private Map<String, Object> finished(Map<String, Object> status, List<Condition> conditions) {
    status.put("observedGeneration", situation.service().metadata().generation());
    status.put("conditions", Condition.asFields(conditions, before, situation.now()));
    return status;
  }

  private Map<String, Object> component(ComponentPlan plan) {
    Map<String, Object> known = Fields.map(before, "components", plan.component().toString());
    String rolledOut = Fields.text(known, "latestRolledoutRevision");
    String previous = Fields.text(known, "previousRolledoutRevision");
    String whole = plan.routed() ? plan.traffic().whole() : "";
    if (!whole.isEmpty() && !rolledOut.equals(whole)) {
      previous = rolledOut;
      rolledOut = whole;
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("latestCreatedRevision", plan.newest().name());
    put(status, "latestReadyRevision", plan.latestReady(situation.children()));
    put(status, "latestRolledoutRevision", rolledOut);
    put(status, "previousRolledoutRevision", previous);
    if (!plan.answering().isEmpty()) {
      status.put("traffic", traffic(plan));
      String name = plan.component().nameIn(plan.newest().service());
      status.put("url", situation.home().url(new ObjectKey(plan.newest().namespace(), name)));
    }
    return status;
  }

  private static List<Object> traffic(ComponentPlan plan) {
    List<Object> traffic = new ArrayList<>();
    for (Traffic.Share share : plan.traffic().shares()) {
      boolean isNewest = share.revision().equals(plan.newest().name());
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("latestRevision", isNewest);
      fields.put("percent", (long) share.percent());
      fields.put("revisionName", share.revision());
      if (!isNewest && plan.traffic().shares().size() > 1) {
        fields.put("tag", "prev");
      }
      traffic.add(fields);
    }
    return traffic;
  }

  private Condition condition(ComponentPlan plan) {
    String type = plan.component().condition();
    List<PodState> pods = situation.children().pods(plan.newest().name());
    int ready = situation.children().readyPods(plan.newest().name());
    String newest = plan.newest().name();
    if (plan.isUpToDate() && ready > 0) {
      return Condition.holds(type);
    }
    String others =
        plan.answering().isEmpty() || plan.answering().equals(newest)
            ? ""
            : "; " + plan.answering() + " answers";
    String trouble = ModelStatus.trouble(pods);
    if (trouble != null) {
      return Condition.fails(type, "RevisionFailed", trouble + others);
    }
    for (PodState pod : pods) {
      if (!pod.notScheduled().isEmpty()) {
        return Condition.fails(
            type,
            "Unschedulable",
            "Pod " + pod.object().metadata().name() + ": " + pod.notScheduled() + others);
      }
    }
    String awaited = plan.awaited(situation.children());
    int there = situation.children().readyPods(awaited);
    String progress = awaited + ": " + there + " of " + plan.replicas() + " Pods are ready";
    return Condition.pending(type, "Deploying", progress + others);
  }

  private static Condition ingress(List<ComponentPlan> components) {
    for (ComponentPlan plan : components) {
      if (plan.answering().isEmpty()) {
        return Condition.pending(
            INGRESS, "NothingToRouteTo", "no revision of the " + plan.component() + " is ready");
      }
      if (!plan.routed()) {
        return Condition.pending(
            INGRESS, "RouteNotInPlace", "requests do not go to " + plan.answering() + " yet");
      }
    }
    return Condition.holds(INGRESS);
  }

  private static Condition ready(List<Condition> parts) {
    for (Condition part : parts) {
      if (part.state() == Condition.State.FALSE) {
        return part.as(READY);
      }
    }
    for (Condition part : parts) {
      if (!part.isTrue()) {
        return part.as(READY);
      }
    }
    return Condition.holds(READY);
  }

  private static Condition stopped(String type) {
    return Condition.fails(type, STOPPED, "the annotation serving.kserve.io/stop is true");
  }

  /** Fields that do nothing here, of the service and of the runtime that it got. */
  private static List<String> ignored(ServiceSpec spec, @Nullable ServingRuntime runtime) {
    List<String> words = new ArrayList<>();
    for (IgnoredField field : spec.ignored()) {
      words.add(field.path() + ": " + field.reason());
    }
    if (runtime != null) {
      for (String ignored : RuntimeFields.ignored(runtime.spec())) {
        words.add("runtime \"" + runtime.name() + "\": " + ignored);
      }
    }
    return words;
  }

  private static void put(Map<String, Object> status, String field, String value) {
    if (!value.isEmpty()) {
      status.put(field, value);
    }
  }
}
