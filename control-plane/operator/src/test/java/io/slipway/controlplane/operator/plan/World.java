// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.route.RequestRules;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.revision.Front;
import io.slipway.controlplane.operator.revision.Pods;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import io.slipway.controlplane.operator.testing.StatusCheck;
import io.slipway.controlplane.operator.testing.Yaml;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A service and what has been made for it; does what plans say, without an API. */
final class World {
  private static final String SERVICE =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: iris, namespace: team, generation: %d}
      spec:
        predictor:
          minReplicas: %d
          %s
          model:
            modelFormat: {name: onnx}
            storageUri: file:///models/iris
            %s
      %s
      """;

  private final Map<String, ApiObject> objects = new LinkedHashMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Front front = Front.open("127.0.0.1:8080");
  private int generation;
  private int replicas = 1;
  private String canary = "";
  private ApiObject service = Yaml.object(SERVICE.formatted(1, 1, "", "", ""));

  /** Requests come over TLS, and with a token, from now on. */
  void protect() {
    front = new Front("127.0.0.1:8080", () -> "127.64.0.0:8080", true, true);
  }

  /** Writes the service with another line in its model. */
  void apply(String line) {
    applyCanary(100, line);
  }

  /** The same, with so many percent for the newest revision. */
  void applyCanary(int percent, String line) {
    canary = percent == 100 ? "" : "canaryTrafficPercent: " + percent;
    write(line, "");
  }

  /** With a logger of the predictor. */
  void applyLogger(String fields) {
    canary = "logger: " + fields;
    write("", "");
  }

  void applyReplicas(int count) {
    replicas = count;
    write("", "");
  }

  void addTransformer() {
    write("", "  transformer: {containers: [{name: t, image: t, command: [python]}]}");
  }

  void annotate(String key, String value) {
    Metadata meta = service.metadata();
    service =
        new ApiObject(
            service.apiVersion(),
            service.kind(),
            new Metadata(
                meta.namespace(),
                meta.name(),
                meta.uid(),
                "1",
                generation,
                "",
                false,
                Map.of(),
                Map.of(key, value),
                null),
            service.fields());
  }

  /** Until the service answers. */
  void serve(String line) {
    apply(line);
    act();
    ready("iris-predictor-0000" + 1 + "-0");
    act();
    routerReads();
    act();
  }

  Plan plan() {
    Plan plan =
        ServicePlan.of(
            new Situation(
                service,
                BuiltInRuntimes.among(List.of()),
                Children.of(of("Revision"), of("Pod"), of("Route")),
                new Pods(front, World::faults),
                now));
    assertThat(StatusCheck.faults(plan.status())).isEmpty();
    return plan;
  }

  /** The limits that are understood are those that begin with a rate. */
  private static List<String> faults(RequestRules rules) {
    String limits = rules.limits();
    if ("broken".equals(limits)) {
      throw new IllegalStateException("no rules");
    }
    return limits == null || limits.startsWith("rate=") ? List.of() : List.of("limits: " + limits);
  }

  void act() {
    Plan plan = plan();
    for (ApiObject made : plan.create()) {
      put(made, 1);
    }
    for (ApiObject changed : plan.update()) {
      put(changed, changed.metadata().generation() + 1);
    }
    for (ApiObject unwanted : plan.delete()) {
      objects.remove(name(unwanted));
    }
    service = service.with("status", plan.status());
  }

  void routerReads() {
    for (ApiObject route : of("Route")) {
      objects.put(
          name(route),
          route.with("status", Map.of("observedGeneration", route.metadata().generation())));
    }
  }

  void ready(String pod) {
    podStatus(pod, "{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
  }

  void end(String pod) {
    podStatus(pod, "{phase: Failed}");
  }

  void unschedulable(String pod, String message) {
    podStatus(
        pod,
        "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: '"
            + message
            + "'}]}");
  }

  void crash(String pod, String message) {
    podStatus(
        pod,
        """
        phase: Running
        containerStatuses:
          - name: kserve-container
            state: {waiting: {reason: CrashLoopBackOff, message: back-off}}
            lastState:
              terminated: {exitCode: 1, message: "%s", finishedAt: "2026-01-01T00:00:00Z"}
        """
            .formatted(message));
  }

  void lose(String pod) {
    objects.remove("Pod/" + pod);
  }

  void clockRuns() {
    now = now.plus(Duration.ofMinutes(1));
  }

  List<String> names() {
    return List.copyOf(objects.keySet());
  }

  Map<String, Object> route(String name) {
    return object("Route/" + name).spec();
  }

  /** The state of a condition, and its reason. */
  String condition(Plan plan, String type) {
    Map<String, Object> condition = conditionFields(plan, type);
    return Fields.text(condition, "status") + " " + Fields.text(condition, "reason");
  }

  /** The types of its conditions. */
  List<String> conditions(Plan plan) {
    return Fields.maps(plan.status(), "conditions").stream()
        .map(each -> Fields.text(each, "type"))
        .toList();
  }

  String message(Plan plan, String type) {
    return Fields.text(conditionFields(plan, type), "message");
  }

  private static Map<String, Object> conditionFields(Plan plan, String type) {
    for (Map<String, Object> condition : Fields.maps(plan.status(), "conditions")) {
      if (Fields.text(condition, "type").equals(type)) {
        return condition;
      }
    }
    throw new AssertionError("no condition " + type + " in " + plan.status());
  }

  private void write(String line, String more) {
    generation++;
    ApiObject written = Yaml.object(SERVICE.formatted(generation, replicas, canary, line, more));
    service = written.with("status", service.status());
  }

  private void podStatus(String pod, String status) {
    String name = "Pod/" + pod;
    objects.put(name, object(name).with("status", Yaml.fields(status)));
  }

  private ApiObject object(String name) {
    return Objects.requireNonNull(objects.get(name), name);
  }

  private void put(ApiObject made, long newGeneration) {
    Metadata meta = made.metadata();
    Metadata stored =
        new Metadata(
            meta.namespace(),
            meta.name(),
            "uid-" + meta.name(),
            "1",
            newGeneration,
            now.toString(),
            false,
            meta.labels(),
            meta.annotations(),
            meta.owner());
    objects.put(name(made), new ApiObject(made.apiVersion(), made.kind(), stored, made.fields()));
  }

  private static String name(ApiObject object) {
    return object.kind() + "/" + object.metadata().name();
  }

  private List<ApiObject> of(String kind) {
    List<ApiObject> some = new ArrayList<>();
    for (ApiObject object : objects.values()) {
      if (object.kind().equals(kind)) {
        some.add(object);
      }
    }
    return some;
  }
}
