// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Selector;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Claims;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the Pods of Jobs until enough of them have succeeded, or too many failed. */
public final class Jobs implements Controller {
  /** The finalizer that keeps a Pod until its end has been counted. */
  public static final String TRACKING = "batch.kubernetes.io/job-tracking";

  private static final String CONTROLLER = "kubernetes.io/job-controller";
  private static final String JOB_NAME = "batch.kubernetes.io/job-name";

  @Override
  public Kind kind() {
    return Kind.JOB;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.POD);
  }

  /** Whether it has come to an end, good or bad. */
  public static boolean isFinished(KubeObject job) {
    List<Fields> conditions = job.status().list("conditions");
    return Conditions.isTrue(conditions, "Complete") || Conditions.isTrue(conditions, "Failed");
  }

  @Override
  public Plan plan(KubeObject job, World world, Instant now) {
    if (!job.spec().text("managedBy", CONTROLLER).equals(CONTROLLER)) {
      return Plan.NOTHING;
    }
    List<KubeObject> all = world.all(Kind.POD, job.namespace());
    Selector selector = new Selector(job.spec().fields("selector"));
    Claims claims = Claims.of(Kind.JOB, job, selector, Kind.POD, all);
    List<Change> changes = new ArrayList<>(claims.changes());
    changes.addAll(releaseOfOthers(job, all));
    Again again;
    if (isFinished(job)) {
      claims.mine().stream().filter(JobPods::isTracked).map(Tally::release).forEach(changes::add);
      again = expire(job, changes, now);
    } else {
      again = new JobRun(job, claims.mine(), now).plan(changes);
    }
    return new Plan(changes, again);
  }

  @Override
  public Plan gone(String namespace, String name, World world) {
    List<Change> changes = new ArrayList<>();
    for (KubeObject pod : world.all(Kind.POD, namespace)) {
      if (JobPods.isTracked(pod) && name.equals(jobOf(pod))) {
        changes.add(Tally.release(pod));
      }
    }
    return new Plan(changes, Again.NEVER);
  }

  /** The name of the Job that a Pod is or was one of; empty if it never was. */
  public static String jobOf(KubeObject pod) {
    Fields controller = Owners.controller(pod);
    return controller.isEmpty()
        ? pod.labels().getOrDefault(JOB_NAME, "")
        : controller.text("kind").equals("Job") ? controller.text("name") : "";
  }

  /** Pods of an earlier Job of this name are counted by nobody. */
  private static List<Change> releaseOfOthers(KubeObject job, List<KubeObject> pods) {
    List<Change> changes = new ArrayList<>();
    for (KubeObject pod : pods) {
      Fields controller = Owners.controller(pod);
      if (JobPods.isTracked(pod)
          && controller.text("kind").equals("Job")
          && controller.text("name").equals(job.name())
          && !controller.text("uid").equals(job.uid())) {
        changes.add(Tally.release(pod));
      }
    }
    return changes;
  }

  private static Again expire(KubeObject job, List<Change> changes, Instant now) {
    if (!job.spec().has("ttlSecondsAfterFinished") || job.isDeleting()) {
      return Again.NEVER;
    }
    List<Fields> conditions = job.status().list("conditions");
    String end = Conditions.isTrue(conditions, "Complete") ? "Complete" : "Failed";
    Instant expiry =
        Instant.parse(Conditions.of(conditions, end).text("lastTransitionTime"))
            .plusSeconds(job.spec().number("ttlSecondsAfterFinished", 0));
    if (expiry.isAfter(now)) {
      return Again.NEVER.orIn(Duration.between(now, expiry));
    }
    changes.add(new Change.Delete(Kind.JOB, job));
    return Again.NEVER;
  }
}
