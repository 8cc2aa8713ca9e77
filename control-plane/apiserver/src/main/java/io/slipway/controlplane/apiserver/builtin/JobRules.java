// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** Jobs and the templates of Jobs: Pods that come to an end. */
final class JobRules implements Particulars {
  private static final int BACK_OFF_LIMIT = 6;

  /** Of CronJobs the template is a Job. */
  private final boolean cron;

  JobRules(boolean cron) {
    this.cron = cron;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    if (cron) {
      Missing.put(spec, "concurrencyPolicy", "Allow");
      Missing.put(spec, "suspend", false);
      Missing.put(spec, "successfulJobsHistoryLimit", 3);
      Missing.put(spec, "failedJobsHistoryLimit", 1);
    }
    ObjectNode job =
        cron ? spec.withObjectProperty("jobTemplate").withObjectProperty("spec") : spec;
    Missing.put(job, "backoffLimit", BACK_OFF_LIMIT);
    Missing.put(job, "completionMode", "NonIndexed");
    Missing.put(job, "suspend", false);
    if (!job.has("completions") && !job.has("parallelism")) {
      job.put("completions", 1);
    }
    Missing.put(job, "parallelism", 1);
    Missing.put(
        job,
        "podReplacementPolicy",
        job.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    PodDefaults.apply(job.withObjectProperty("template").withObjectProperty("spec"));
  }

  /** A Job finds its Pods by its uid. */
  @Override
  public void prepareCreate(ObjectNode object) {
    if (cron || object.path("spec").path("manualSelector").asBoolean(false)) {
      return;
    }
    String uid = object.path("metadata").path("uid").asText();
    ObjectNode spec = object.withObjectProperty("spec");
    spec.withObjectProperty("selector")
        .withObjectProperty("matchLabels")
        .put("batch.kubernetes.io/controller-uid", uid);
    spec.withObjectProperty("template")
        .withObjectProperty("metadata")
        .withObjectProperty("labels")
        .put("batch.kubernetes.io/controller-uid", uid)
        .put("batch.kubernetes.io/job-name", object.path("metadata").path("name").asText())
        .put("controller-uid", uid)
        .put("job-name", object.path("metadata").path("name").asText());
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    FieldPath path = FieldPath.of("spec");
    JsonNode job = object.path("spec");
    List<FieldError> errors = new ArrayList<>();
    if (cron) {
      errors.addAll(CronRules.check(job, path));
      job = job.path("jobTemplate").path("spec");
      path = path.child("jobTemplate.spec");
    }
    JsonNode pod = job.path("template").path("spec");
    FieldPath at = path.child("template.spec");
    errors.addAll(PodSpecRules.check(pod, at));
    if (pod.path("restartPolicy").asText("").equals("Always")) {
      errors.add(
          FieldError.required(at.child("restartPolicy"), "valid values: \"OnFailure\", \"Never\""));
    }
    return errors;
  }
}
