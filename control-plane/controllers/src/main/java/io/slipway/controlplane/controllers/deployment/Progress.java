// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.deployment;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.plan.Status;
import io.slipway.controlplane.controllers.replicaset.ReplicaSets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How far a rollout is: the status of a Deployment, with Kubernetes' reasons and messages. */
final class Progress {
  private static final String PROGRESSING = "Progressing";
  private static final String COMPLETE = "NewReplicaSetAvailable";
  private static final String LATE = "ProgressDeadlineExceeded";
  private static final String PAUSED = "DeploymentPaused";
  private static final String UPDATED = "lastUpdateTime";

  private final KubeObject deployment;
  private final Revisions revisions;
  private final Sizes sizes;
  private final Instant now;
  private final Conditions conditions;
  private final long deadlineSeconds;
  private final long replicas;
  private final long updated;
  private final long ready;
  private final long available;

  Progress(KubeObject deployment, Revisions revisions, Sizes sizes, Instant now) {
    this.deployment = deployment;
    this.revisions = revisions;
    this.sizes = sizes;
    this.now = now;
    this.conditions = new Conditions(deployment.status(), now);
    this.deadlineSeconds = deployment.spec().number("progressDeadlineSeconds", Integer.MAX_VALUE);
    this.replicas = sum("replicas");
    this.ready = sum("readyReplicas");
    this.available = sum("availableReplicas");
    KubeObject next = revisions.next();
    this.updated = next == null ? 0 : next.status().number("replicas", 0);
  }

  private long sum(String count) {
    long sum = 0;
    for (KubeObject set : revisions.all()) {
      sum += set.status().number(count, 0);
    }
    return sum;
  }

  private boolean hasDeadline() {
    return deadlineSeconds != Integer.MAX_VALUE;
  }

  /** Says that the ReplicaSet of the template is created now. */
  void created(Map<String, Object> set) {
    if (hasDeadline()) {
      String name = Fields.of(set).fields("metadata").text("name");
      conditions.set(
          PROGRESSING,
          "True",
          "NewReplicaSetCreated",
          "Created new replica set \"%s\"".formatted(name),
          UPDATED);
    }
  }

  boolean isComplete() {
    return revisions.next() != null
        && updated == sizes.replicas()
        && replicas == sizes.replicas()
        && available == sizes.replicas();
  }

  /**
   * @param rolls whether the rollout goes on, so that its progress is judged
   */
  Status status(boolean rolls) {
    availability();
    if (hasDeadline()) {
      pause();
      if (rolls) {
        progress();
      }
    }
    failure();
    return new Status()
        .putIfAny("observedGeneration", deployment.metadata().number("generation", 0))
        .putIfAny("replicas", replicas)
        .putIfAny("updatedReplicas", updated)
        .putIfAny("readyReplicas", ready)
        .putIfAny("availableReplicas", available)
        .putIfAny("unavailableReplicas", Math.max(0, sizes.total() - available))
        .putIfAny("conditions", conditions.list());
  }

  private void availability() {
    boolean enough = available >= sizes.leastAvailable();
    set(
        "Available",
        enough ? "True" : "False",
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.");
  }

  private void pause() {
    boolean paused = deployment.spec().flag("paused", false);
    String reason = conditions.get(PROGRESSING).text("reason");
    if (paused && !reason.equals(LATE)) {
      set(PROGRESSING, "Unknown", PAUSED, "Deployment is paused");
    } else if (!paused && reason.equals(PAUSED)) {
      set(PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed");
    }
  }

  private void progress() {
    KubeObject next = revisions.next();
    if (next == null || isRolledOut()) {
      return;
    }
    if (conditions.get(PROGRESSING).isEmpty()) {
      set(
          PROGRESSING,
          "True",
          "FoundNewReplicaSet",
          "Found new replica set \"%s\"".formatted(next.name()));
    }
    String set = "ReplicaSet \"%s\" ".formatted(next.name());
    if (isComplete()) {
      set(PROGRESSING, "True", COMPLETE, set + "has successfully progressed.");
    } else if (isFurther()) {
      conditions.set(PROGRESSING, "True", "ReplicaSetUpdated", set + "is progressing.", UPDATED);
    } else if (isLate()) {
      set(PROGRESSING, "False", LATE, set + "has timed out progressing.");
    }
  }

  /**
   * Whether the rollout has ended and nothing of another template has run since: Pods that fail or
   * are added later are no rollout, and have no deadline.
   */
  private boolean isRolledOut() {
    return conditions.get(PROGRESSING).text("reason").equals(COMPLETE) && replicas == updated;
  }

  /** Whether more of the template runs than the status says so far. */
  private boolean isFurther() {
    Fields before = deployment.status();
    long updatedBefore = before.number("updatedReplicas", 0);
    return updated > updatedBefore
        || replicas - updated < before.number("replicas", 0) - updatedBefore
        || ready > before.number("readyReplicas", 0)
        || available > before.number("availableReplicas", 0);
  }

  private boolean isLate() {
    Fields condition = conditions.get(PROGRESSING);
    return switch (condition.text("reason")) {
      case LATE -> true;
      case COMPLETE -> false;
      default -> !deadline(condition).isAfter(now);
    };
  }

  private Instant deadline(Fields condition) {
    return Instant.parse(condition.text(UPDATED)).plusSeconds(deadlineSeconds);
  }

  private void failure() {
    KubeObject next = revisions.next();
    Fields failure =
        next == null
            ? Fields.NONE
            : Conditions.of(next.status().list("conditions"), ReplicaSets.FAILURE);
    if (failure.isEmpty()) {
      conditions.remove(ReplicaSets.FAILURE);
    } else {
      set(
          ReplicaSets.FAILURE,
          failure.text("status"),
          failure.text("reason"),
          failure.text("message"));
    }
  }

  /** Sets a condition, unless it says so already. */
  private void set(String type, String status, String reason, String message) {
    Fields before = conditions.get(type);
    if (!before.text("status").equals(status) || !before.text("reason").equals(reason)) {
      conditions.set(type, status, reason, message, UPDATED);
    }
  }

  /** When the deadline of the progress is over. */
  Again again() {
    Fields condition = conditions.get(PROGRESSING);
    boolean waits =
        hasDeadline()
            && condition.text("status").equals("True")
            && !condition.text("reason").equals(COMPLETE);
    return waits ? Again.NEVER.orIn(Duration.between(now, deadline(condition))) : Again.NEVER;
  }
}
