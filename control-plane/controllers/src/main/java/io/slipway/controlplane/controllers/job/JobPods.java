// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Pods of a Job, told apart by how far they are. */
record JobPods(List<KubeObject> active, List<KubeObject> terminating, List<KubeObject> finished) {
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

  static JobPods of(List<KubeObject> pods) {
    JobPods sorted = new JobPods(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (KubeObject pod : pods) {
      if (Pods.isTerminal(pod)) {
        sorted.finished.add(pod);
      } else {
        (pod.isDeleting() ? sorted.terminating : sorted.active).add(pod);
      }
    }
    return sorted;
  }

  /** Those that have ended, or that count as if they had. */
  List<KubeObject> ended(JobSpec spec) {
    List<KubeObject> ended = new ArrayList<>(finished);
    for (KubeObject pod : terminating) {
      // nobody ends a Pod that no node has
      if (spec.replacesEarly() || !pod.spec().has("nodeName")) {
        ended.add(pod);
      }
    }
    return ended;
  }

  static boolean isTracked(KubeObject pod) {
    return pod.metadata().texts("finalizers").contains(Jobs.TRACKING);
  }

  static boolean hasSucceeded(KubeObject pod) {
    return Pods.phase(pod).equals("Succeeded");
  }

  /** Negative if it has none. */
  static int index(KubeObject pod) {
    String text = pod.annotations().getOrDefault(INDEX, "");
    return text.isEmpty() ? -1 : Integer.parseInt(text);
  }

  /** When the next Pod may be created: later after each failure since the last success. */
  Instant nextStart(JobSpec spec) {
    Instant success = Instant.MIN;
    for (KubeObject pod : finished) {
      if (hasSucceeded(pod) && end(pod).isAfter(success)) {
        success = end(pod);
      }
    }
    int failures = 0;
    Instant last = Instant.MIN;
    for (KubeObject pod : ended(spec)) {
      Instant end = end(pod);
      if (!hasSucceeded(pod) && end.isAfter(success)) {
        failures++;
        last = end.isAfter(last) ? end : last;
      }
    }
    return failures == 0 ? Instant.MIN : last.plus(delay(failures));
  }

  private static Duration delay(int failures) {
    Duration delay = FIRST_DELAY;
    for (int i = 1; i < failures && delay.compareTo(LONGEST_DELAY) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
  }

  private static Instant end(KubeObject pod) {
    Instant end = Instant.MIN;
    for (Fields container : pod.status().list("containerStatuses")) {
      String at = container.fields("state").fields("terminated").text("finishedAt");
      Instant finished = at.isEmpty() ? Instant.MIN : Instant.parse(at);
      end = finished.isAfter(end) ? finished : end;
    }
    if (end.equals(Instant.MIN)) {
      String otherwise = pod.isDeleting() ? "deletionTimestamp" : "creationTimestamp";
      end = Instant.parse(pod.metadata().text(otherwise));
    }
    return end;
  }

  /**
   * A Pod of the Job, to be created.
   *
   * @param index negative for a Job that has none
   */
  static Map<String, Object> create(KubeObject job, int index) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("generateName", job.name() + (index < 0 ? "-" : "-" + index + "-"));
    metadata.put("namespace", job.namespace());
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.JOB, job)));
    metadata.put("finalizers", List.of(Jobs.TRACKING));
    Fields template = job.spec().fields("template");
    if (index < 0) {
      return Pods.ofTemplate(template, metadata, Map.of());
    }
    String number = String.valueOf(index);
    Map<String, Object> pod = Pods.ofTemplate(template, metadata, Map.of(INDEX, number));
    Map<String, Object> annotations =
        new LinkedHashMap<>(template.fields("metadata").textMap("annotations"));
    annotations.put(INDEX, number);
    Map<String, Object> meta = new LinkedHashMap<>(Fields.of(pod).fields("metadata").json());
    meta.put("annotations", annotations);
    pod.put("metadata", meta);
    pod.put("spec", indexed(job, template.fields("spec"), number));
    return pod;
  }

  private static Map<String, Object> indexed(KubeObject job, Fields template, String index) {
    Map<String, Object> spec = new LinkedHashMap<>(template.json());
    spec.putIfAbsent("hostname", job.name() + "-" + index);
    for (String field : List.of("initContainers", "containers")) {
      List<Object> containers = new ArrayList<>();
      for (Fields container : template.list(field)) {
        List<Object> env = new ArrayList<>();
        container.list("env").forEach(each -> env.add(each.json()));
        env.add(Map.of("name", "JOB_COMPLETION_INDEX", "value", index));
        Map<String, Object> changed = new LinkedHashMap<>(container.json());
        changed.put("env", env);
        containers.add(changed);
      }
      if (!containers.isEmpty()) {
        spec.put(field, containers);
      }
    }
    return spec;
  }
}
