// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What makes Pods: deployments, sets and jobs. */
final class WorkloadPrinters {
  private static final String CONTAINERS = "|Containers,Images,Selector";

  private WorkloadPrinters() {}

  static void addTo(Map<String, KindPrinter> printers) {
    add(
        printers,
        "Deployment",
        "Name,Ready,Up-to-date,Available,Age" + CONTAINERS,
        WorkloadPrinters::deployment);
    add(
        printers,
        "ReplicaSet",
        "Name,Desired:integer,Current:integer,Ready:integer,Age" + CONTAINERS,
        WorkloadPrinters::replicaSet);
    add(printers, "StatefulSet", "Name,Ready,Age|Containers,Images", WorkloadPrinters::statefulSet);
    add(
        printers,
        "DaemonSet",
        "Name,Desired:integer,Current:integer,Ready:integer,Up-to-date:integer,Available:integer,"
            + "Node Selector,Age"
            + CONTAINERS,
        WorkloadPrinters::daemonSet);
    add(
        printers,
        "Job",
        "Name,Status,Completions,Duration,Age" + CONTAINERS,
        WorkloadPrinters::job);
    add(
        printers,
        "CronJob",
        "Name,Schedule,Timezone,Suspend:boolean,Active:integer,Last Schedule,Age" + CONTAINERS,
        WorkloadPrinters::cronJob);
  }

  private static void add(
      Map<String, KindPrinter> printers, String kind, String columns, KindPrinter.Row row) {
    printers.put(kind, KindPrinter.of(KindPrinter.columns(columns), row));
  }

  private static void containers(JsonNode template, Cells cells) {
    List<String> names = new ArrayList<>();
    List<String> images = new ArrayList<>();
    for (JsonNode container : template.path("spec").path("containers")) {
      names.add(container.path("name").asText(""));
      images.add(container.path("image").asText(""));
    }
    cells.text(String.join(",", names)).text(String.join(",", images));
  }

  private static long count(JsonNode status, String field) {
    return status.path(field).asLong(0);
  }

  private static long wanted(JsonNode spec) {
    return spec.path("replicas").asLong(1);
  }

  private static void deployment(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    cells.name(object).text(count(status, "readyReplicas") + "/" + wanted(spec));
    cells.number(count(status, "updatedReplicas")).number(count(status, "availableReplicas"));
    cells.age(object);
    containers(spec.path("template"), cells);
    cells.text(String.join(",", Selectors.parts(spec.path("selector"))));
  }

  private static void replicaSet(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    cells.name(object).number(wanted(spec)).number(count(status, "replicas"));
    cells.number(count(status, "readyReplicas")).age(object);
    containers(spec.path("template"), cells);
    cells.text(Selectors.selector(spec.path("selector")));
  }

  private static void statefulSet(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    long ready = count(object.path("status"), "readyReplicas");
    cells.name(object).text(ready + "/" + wanted(spec)).age(object);
    containers(spec.path("template"), cells);
  }

  private static void daemonSet(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    cells.name(object);
    cells.number(count(status, "desiredNumberScheduled"));
    cells.number(count(status, "currentNumberScheduled"));
    cells.number(count(status, "numberReady"));
    cells.number(count(status, "updatedNumberScheduled"));
    cells.number(count(status, "numberAvailable"));
    cells.text(Selectors.labels(spec.path("template").path("spec").path("nodeSelector")));
    cells.age(object);
    containers(spec.path("template"), cells);
    cells.text(Selectors.selector(spec.path("selector")));
  }

  private static void job(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    cells.name(object).text(jobStatus(object)).text(completions(spec, status));
    cells.text(duration(status, cells.now())).age(object);
    containers(spec.path("template"), cells);
    cells.text(Selectors.selector(spec.path("selector")));
  }

  private static String completions(JsonNode spec, JsonNode status) {
    long succeeded = count(status, "succeeded");
    long parallelism = spec.path("parallelism").asLong(0);
    if (spec.hasNonNull("completions")) {
      return succeeded + "/" + spec.path("completions").asLong();
    }
    return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
  }

  private static String duration(JsonNode status, Instant now) {
    Instant start = Cells.time(status.path("startTime"));
    Instant end = Cells.time(status.path("completionTime"));
    if (start == null) {
      return "";
    }
    return HumanDuration.of(Duration.between(start, end == null ? now : end));
  }

  private static String jobStatus(JsonNode job) {
    JsonNode conditions = job.path("status").path("conditions");
    if (isTrue(conditions, "Complete")) {
      return "Complete";
    }
    if (isTrue(conditions, "Failed")) {
      return "Failed";
    }
    if (job.path("metadata").hasNonNull("deletionTimestamp")) {
      return "Terminating";
    }
    if (isTrue(conditions, "Suspended")) {
      return "Suspended";
    }
    if (isTrue(conditions, "FailureTarget")) {
      return "FailureTarget";
    }
    return isTrue(conditions, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
  }

  private static boolean isTrue(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static void cronJob(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    cells.name(object).text(spec.path("schedule").asText(""));
    cells.text(spec.path("timeZone"), "<none>");
    JsonNode suspend = spec.path("suspend");
    cells.text(suspend.isBoolean() ? (suspend.asBoolean() ? "True" : "False") : "<unset>");
    cells.number(status.path("active").size());
    JsonNode last = status.path("lastScheduleTime");
    cells.text(last.isTextual() ? cells.ago(last) : "<none>").age(object);
    JsonNode job = spec.path("jobTemplate").path("spec");
    containers(job.path("template"), cells);
    cells.text(Selectors.selector(job.path("selector")));
  }
}
