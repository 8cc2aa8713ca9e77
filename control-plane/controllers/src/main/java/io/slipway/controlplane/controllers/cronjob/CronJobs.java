// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.cronjob;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Timestamps;
import io.slipway.controlplane.controllers.job.Jobs;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Conditions;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.Status;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates Jobs at the times of a CronJob, and forgets old ones. */
public final class CronJobs implements Controller {
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  private static final int SECONDS_IN_MINUTE = 60;

  @Override
  public Kind kind() {
    return Kind.CRON_JOB;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.JOB);
  }

  @Override
  public Plan plan(KubeObject cron, World world, Instant now) {
    List<KubeObject> jobs = Owners.controlled(cron, world.all(Kind.JOB, cron.namespace()));
    List<KubeObject> active = new ArrayList<>(jobs);
    active.removeIf(Jobs::isFinished);
    List<Change> changes = new ArrayList<>();
    forget(cron, jobs, "Complete", cron.spec().number("successfulJobsHistoryLimit", 3), changes);
    forget(cron, jobs, "Failed", cron.spec().number("failedJobsHistoryLimit", 1), changes);
    if (cron.isDeleting() || cron.spec().flag("suspend", false)) {
      changes.addAll(status(cron, jobs, active, null).changeOf(Kind.CRON_JOB, cron));
      return new Plan(changes, Again.NEVER);
    }
    Missed missed = missed(cron, now);
    List<Change> told = status(cron, jobs, active, null).changeOf(Kind.CRON_JOB, cron);
    List<Change> run = new ArrayList<>();
    Instant start = isInTime(cron, missed.last(), now) ? missed.last() : null;
    if (start != null) {
      start = start(cron, active, start, world, run);
    }
    List<Change> started = status(cron, jobs, active, start).changeOf(Kind.CRON_JOB, cron);
    // before a Job is forgotten: one whose time is not told would be made again
    changes.addAll(0, run.isEmpty() ? started : told);
    changes.addAll(run);
    if (!run.isEmpty() && told.isEmpty()) {
      // after the Job is made: a time that is told as started, and was not, would be lost
      changes.addAll(started);
    }
    Instant next = missed.next();
    return new Plan(
        changes, next == null ? Again.NEVER : Again.NEVER.orIn(Duration.between(now, next)));
  }

  @Override
  public String refusal(String message) {
    return "Error creating job: " + message;
  }

  private static Missed missed(KubeObject cron, Instant now) {
    Fields spec = cron.spec();
    String zone = spec.text("timeZone");
    Schedule schedule =
        Schedule.parse(
            spec.text("schedule"), zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone));
    String last = cron.status().text("lastScheduleTime");
    Instant since =
        Instant.parse(last.isEmpty() ? cron.metadata().text("creationTimestamp") : last);
    if (spec.has("startingDeadlineSeconds")) {
      Instant deadline = now.minusSeconds(spec.number("startingDeadlineSeconds", 0));
      since = deadline.isAfter(since) ? deadline : since;
    }
    return Missed.of(schedule, since, now);
  }

  private static boolean isInTime(KubeObject cron, @Nullable Instant time, Instant now) {
    return time != null
        && (!cron.spec().has("startingDeadlineSeconds")
            || !time.plusSeconds(cron.spec().number("startingDeadlineSeconds", 0)).isBefore(now));
  }

  /**
   * The time that is started then, null if it waits for a Job that runs.
   *
   * @param changes take what starts it; nothing if its Job is there
   */
  private static @Nullable Instant start(
      KubeObject cron, List<KubeObject> active, Instant time, World world, List<Change> changes) {
    Map<String, Object> job = job(cron, time);
    String name = Fields.of(job).fields("metadata").text("name");
    if (world.find(Kind.JOB, cron.namespace(), name).isPresent()) {
      return time; // made before the status could say so
    }
    String policy = cron.spec().text("concurrencyPolicy");
    if (policy.equals("Forbid") && !active.isEmpty()) {
      return null;
    }
    if (policy.equals("Replace")) {
      active.forEach(each -> changes.add(new Change.Delete(Kind.JOB, each)));
      active.clear();
    }
    changes.add(new Change.Create(Kind.JOB, job));
    return time;
  }

  private static Map<String, Object> job(KubeObject cron, Instant time) {
    Fields template = cron.spec().fields("jobTemplate");
    Map<String, Object> annotations =
        new LinkedHashMap<>(template.fields("metadata").textMap("annotations"));
    annotations.put(SCHEDULED, Timestamps.text(time));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", cron.name() + "-" + time.getEpochSecond() / SECONDS_IN_MINUTE);
    metadata.put("namespace", cron.namespace());
    metadata.put("labels", template.fields("metadata").textMap("labels"));
    metadata.put("annotations", annotations);
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.CRON_JOB, cron)));
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("apiVersion", Kind.JOB.apiVersion());
    job.put("kind", Kind.JOB.kind());
    job.put("metadata", metadata);
    job.put("spec", template.fields("spec").json());
    return job;
  }

  private static void forget(
      KubeObject cron, List<KubeObject> jobs, String end, long kept, List<Change> changes) {
    List<KubeObject> ended = new ArrayList<>();
    for (KubeObject job : jobs) {
      if (Conditions.isTrue(job.status().list("conditions"), end) && !job.isDeleting()) {
        ended.add(job);
      }
    }
    ended.sort(
        Comparator.comparing((KubeObject job) -> job.status().text("startTime"))
            .thenComparing(KubeObject::name));
    for (int i = 0; i < ended.size() - kept && !cron.isDeleting(); i++) {
      changes.add(new Change.Delete(Kind.JOB, ended.get(i)));
    }
  }

  private static Status status(
      KubeObject cron, List<KubeObject> jobs, List<KubeObject> active, @Nullable Instant start) {
    List<Object> references = new ArrayList<>();
    active.sort(Comparator.comparing(KubeObject::name));
    for (KubeObject job : active) {
      Map<String, Object> reference = new LinkedHashMap<>();
      reference.put("apiVersion", Kind.JOB.apiVersion());
      reference.put("kind", Kind.JOB.kind());
      reference.put("name", job.name());
      reference.put("namespace", job.namespace());
      reference.put("uid", job.uid());
      references.add(reference);
    }
    String successful = cron.status().text("lastSuccessfulTime");
    for (KubeObject job : jobs) {
      String end = job.status().text("completionTime");
      successful = end.compareTo(successful) > 0 ? end : successful;
    }
    return new Status()
        .putIfAny("active", references)
        .putIfAny(
            "lastScheduleTime",
            start == null ? cron.status().text("lastScheduleTime") : Timestamps.text(start))
        .putIfAny("lastSuccessfulTime", successful);
  }
}
