// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.replicaset;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.LessWorth;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.objects.Selector;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Claims;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.Status;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps as many Pods as a ReplicaSet asks for. */
public final class ReplicaSets implements Controller {
  /** The condition that says that Pods cannot be created. */
  public static final String FAILURE = "ReplicaFailure";

  private static final int AT_ONCE = 500;

  @Override
  public Kind kind() {
    return Kind.REPLICA_SET;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.POD);
  }

  @Override
  public Plan plan(KubeObject set, World world, Instant now) {
    Fields spec = set.spec();
    Selector selector = new Selector(spec.fields("selector"));
    Claims claims =
        Claims.of(Kind.REPLICA_SET, set, selector, Kind.POD, world.all(Kind.POD, set.namespace()));
    List<KubeObject> pods = new ArrayList<>(claims.mine());
    pods.removeIf(pod -> !Pods.isActive(pod));
    List<Change> changes = new ArrayList<>(claims.changes());
    if (!set.isDeleting()) {
      changes.addAll(scale(set, pods));
    }
    // Told first, so that it is told even if a Pod is refused.
    changes.addAll(0, status(set, pods, now).changeOf(Kind.REPLICA_SET, set));
    return new Plan(changes, Pods.untilAvailable(pods, spec.number("minReadySeconds", 0), now));
  }

  private static List<Change> scale(KubeObject set, List<KubeObject> pods) {
    List<Change> changes = new ArrayList<>();
    long missing = set.spec().number("replicas", 1) - pods.size();
    for (int i = 0; i < Math.min(missing, AT_ONCE); i++) {
      changes.add(new Change.Create(Kind.POD, pod(set)));
    }
    if (missing < 0) {
      pods.sort(LessWorth.ORDER);
      for (KubeObject pod : pods.subList(0, (int) Math.min(-missing, AT_ONCE))) {
        changes.add(new Change.Delete(Kind.POD, pod));
      }
    }
    return changes;
  }

  private static Map<String, Object> pod(KubeObject set) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("generateName", set.name() + "-");
    metadata.put("namespace", set.namespace());
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.REPLICA_SET, set)));
    return Pods.ofTemplate(set.spec().fields("template"), metadata, Map.of());
  }

  private static Status status(KubeObject set, List<KubeObject> pods, Instant now) {
    Map<String, String> labels = set.spec().fields("template").fields("metadata").textMap("labels");
    long seconds = set.spec().number("minReadySeconds", 0);
    int labeled = 0;
    int ready = 0;
    int available = 0;
    for (KubeObject pod : pods) {
      labeled += pod.labels().entrySet().containsAll(labels.entrySet()) ? 1 : 0;
      ready += Pods.isReady(pod) ? 1 : 0;
      available += Pods.isAvailable(pod, seconds, now) ? 1 : 0;
    }
    Conditions conditions = new Conditions(set.status(), now);
    if (pods.size() >= set.spec().number("replicas", 1)) {
      conditions.remove(FAILURE);
    }
    return new Status()
        .put("replicas", pods.size())
        .putIfAny("fullyLabeledReplicas", labeled)
        .putIfAny("readyReplicas", ready)
        .putIfAny("availableReplicas", available)
        .putIfAny("observedGeneration", set.metadata().number("generation", 0))
        .putIfAny("conditions", conditions.list());
  }

  @Override
  public Optional<Map<String, Object>> refused(KubeObject set, String message, Instant now) {
    Conditions conditions = new Conditions(set.status(), now);
    conditions.set(FAILURE, "True", "FailedCreate", message);
    Map<String, Object> status = new LinkedHashMap<>(set.status().json());
    status.put("conditions", conditions.list());
    return Optional.of(status);
  }
}
