// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Timestamps;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.LessWorth;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One decision for a Job that has not come to its end. */
final class JobRun {
  private static final int AT_ONCE = 500;
  private static final String MET = "SuccessCriteriaMet";
  private static final String TARGET = "FailureTarget";

  private final KubeObject job;
  private final JobSpec spec;
  private final JobPods pods;
  private final Tally tally;
  private final Conditions conditions;
  private final Instant now;
  private final List<Change> acts = new ArrayList<>();
  private Again again = Again.NEVER;
  private String start;

  JobRun(KubeObject job, List<KubeObject> mine, Instant now) {
    this.job = job;
    this.spec = JobSpec.of(job);
    this.pods = JobPods.of(mine);
    this.tally = new Tally(job, spec, pods);
    this.conditions = new Conditions(job.status(), now);
    this.now = now;
    this.start = job.status().text("startTime");
  }

  Again plan(List<Change> changes) {
    suspension();
    judge();
    boolean ending = conditions.isTrue(MET) || conditions.isTrue(TARGET);
    if (ending || spec.suspended()) {
      pods.active().forEach(this::delete);
    } else if (!job.isDeleting()) {
      manage();
    }
    boolean completes = ending && isQuiet();
    if (completes) {
      complete();
    }
    changes.addAll(status(completes).changeOf(Kind.JOB, job));
    changes.addAll(tally.release());
    changes.addAll(acts);
    return again;
  }

  private void delete(KubeObject pod) {
    acts.add(new Change.Delete(Kind.POD, pod));
  }

  private void suspension() {
    if (spec.suspended()) {
      if (!conditions.isTrue("Suspended")) {
        conditions.set("Suspended", "True", "JobSuspended", "Job suspended");
      }
      start = "";
      return;
    }
    if (conditions.isTrue("Suspended")) {
      conditions.set("Suspended", "False", "JobResumed", "Job resumed");
      start = "";
    }
    if (start.isEmpty()) {
      start = Timestamps.text(now);
    }
  }

  /** Whether the Job has succeeded or failed; that is final, though Pods may still run. */
  private void judge() {
    if (conditions.isTrue(MET) || conditions.isTrue(TARGET)) {
      return;
    }
    String unsupported = spec.unsupported().orElse("");
    String policy = tally.failure();
    if (!unsupported.isEmpty()) {
      fail("UnsupportedField", unsupported + " is not supported by this platform's Job controller");
    } else if (policy != null) {
      fail("PodFailurePolicy", policy);
    } else if (tally.failed() > spec.backoffLimit() || restartsExceed()) {
      fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    } else if (!spec.suspended() && isLate()) {
      fail("DeadlineExceeded", "Job was active longer than specified deadline");
    } else if (hasSucceeded()) {
      conditions.set(
          MET, "True", "CompletionsReached", "Reached expected number of succeeded pods");
    }
  }

  private void fail(String reason, String message) {
    conditions.set(TARGET, "True", reason, message);
  }

  private boolean hasSucceeded() {
    return spec.completions() < 0
        ? tally.succeeded() > 0 && pods.active().isEmpty() && pods.terminating().isEmpty()
        : tally.succeeded() >= spec.completions();
  }

  /** Pods that start their containers again are not failed, but count by how often they did. */
  private boolean restartsExceed() {
    if (!spec.restarts()) {
      return false;
    }
    long restarts = 0;
    for (KubeObject pod : pods.active()) {
      restarts += Pods.restarts(pod);
    }
    return spec.backoffLimit() == 0 ? restarts > 0 : restarts >= spec.backoffLimit();
  }

  private boolean isLate() {
    if (!spec.fields().has("activeDeadlineSeconds")) {
      return false;
    }
    Instant deadline =
        Instant.parse(start).plusSeconds(spec.fields().number("activeDeadlineSeconds", 0));
    again = again.orIn(Duration.between(now, deadline));
    return !deadline.isAfter(now);
  }

  private void manage() {
    int busy = pods.active().size() + (spec.replacesEarly() ? 0 : pods.terminating().size());
    long wanted = wanted();
    if (pods.active().size() > wanted) {
      List<KubeObject> surplus = new ArrayList<>(pods.active());
      surplus.sort(LessWorth.ORDER);
      surplus.subList(0, (int) (surplus.size() - wanted)).forEach(this::delete);
    } else if (busy < wanted) {
      Instant next = pods.nextStart(spec);
      if (next.isAfter(now)) {
        again = again.orIn(Duration.between(now, next));
      } else {
        create((int) Math.min(AT_ONCE, wanted - busy));
      }
    }
  }

  private long wanted() {
    if (spec.completions() >= 0) {
      return Math.min(spec.parallelism(), spec.completions() - tally.succeeded());
    }
    return tally.succeeded() > 0
        ? Math.min(spec.parallelism(), pods.active().size())
        : spec.parallelism();
  }

  private void create(int count) {
    if (!spec.indexed()) {
      for (int i = 0; i < count; i++) {
        acts.add(new Change.Create(Kind.POD, JobPods.create(job, -1)));
      }
      return;
    }
    BitSet taken = (BitSet) tally.indexes().clone();
    List<KubeObject> present = new ArrayList<>(pods.active());
    if (!spec.replacesEarly()) {
      present.addAll(pods.terminating());
    }
    for (KubeObject pod : present) {
      if (JobPods.index(pod) >= 0) {
        taken.set(JobPods.index(pod));
      }
    }
    int index = taken.nextClearBit(0);
    for (int i = 0; i < count && index < spec.completions(); i++) {
      acts.add(new Change.Create(Kind.POD, JobPods.create(job, index)));
      index = taken.nextClearBit(index + 1);
    }
  }

  /** Whether all Pods have ended and are counted. */
  private boolean isQuiet() {
    return pods.active().isEmpty() && pods.terminating().isEmpty() && tally.isSettled();
  }

  private void complete() {
    boolean good = conditions.isTrue(MET);
    Fields cause = conditions.get(good ? MET : TARGET);
    conditions.set(
        good ? "Complete" : "Failed", "True", cause.text("reason"), cause.text("message"));
  }

  private Status status(boolean completes) {
    int ready = 0;
    for (KubeObject pod : pods.active()) {
      ready += Pods.isReady(pod) ? 1 : 0;
    }
    Status status =
        new Status()
            .putIfAny("active", pods.active().size())
            .putIfAny("ready", ready)
            .putIfAny("terminating", pods.terminating().size())
            .putIfAny("startTime", start)
            .putIfAny("conditions", conditions.list());
    if (completes && conditions.isTrue("Complete")) {
      status.put("completionTime", Timestamps.text(now));
    }
    tally.write(status);
    return status;
  }
}
