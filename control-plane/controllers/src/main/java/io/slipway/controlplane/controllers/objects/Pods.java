// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Pods are up to, and how they are made of a template. */
public final class Pods {
  private Pods() {}

  public static String phase(KubeObject pod) {
    return pod.status().text("phase");
  }

  /** Whether it has ended, and will not run again. */
  public static boolean isTerminal(KubeObject pod) {
    return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
  }

  /** Whether it runs or will, and nobody has asked it to go. */
  public static boolean isActive(KubeObject pod) {
    return !isTerminal(pod) && !pod.isDeleting();
  }

  public static boolean isReady(KubeObject pod) {
    return Conditions.isTrue(pod.status().list("conditions"), "Ready");
  }

  public static boolean isRunningAndReady(KubeObject pod) {
    return phase(pod).equals("Running") && isReady(pod);
  }

  /** Since when a Pod that is ready is so. */
  public static Instant readySince(KubeObject pod) {
    Fields ready = Conditions.of(pod.status().list("conditions"), "Ready");
    return ready.has("lastTransitionTime")
        ? Instant.parse(ready.text("lastTransitionTime"))
        : Instant.EPOCH;
  }

  /** Whether it has been ready for so many seconds. */
  public static boolean isAvailable(KubeObject pod, long seconds, Instant now) {
    return isReady(pod) && (seconds == 0 || !readySince(pod).plusSeconds(seconds).isAfter(now));
  }

  /** When one more of these is available, if time alone makes it so. */
  public static Again untilAvailable(List<KubeObject> pods, long seconds, Instant now) {
    Again again = Again.NEVER;
    for (KubeObject pod : pods) {
      if (isReady(pod) && !isAvailable(pod, seconds, now)) {
        again = again.orIn(Duration.between(now, readySince(pod).plusSeconds(seconds)));
      }
    }
    return again;
  }

  /** How often its containers have started anew. */
  public static long restarts(KubeObject pod) {
    long restarts = 0;
    for (String field : List.of("initContainerStatuses", "containerStatuses")) {
      for (Fields container : pod.status().list(field)) {
        restarts += container.number("restartCount", 0);
      }
    }
    return restarts;
  }

  /**
   * A Pod after a template, to be created.
   *
   * @param metadata that of the Pod beside labels and annotations, such as its name
   * @param labels beside those of the template
   */
  public static Map<String, Object> ofTemplate(
      Fields template, Map<String, Object> metadata, Map<String, String> labels) {
    Map<String, Object> all = new LinkedHashMap<>(template.fields("metadata").textMap("labels"));
    all.putAll(labels);
    Map<String, Object> meta = new LinkedHashMap<>(metadata);
    meta.put("labels", all);
    Map<String, String> annotations = template.fields("metadata").textMap("annotations");
    if (!annotations.isEmpty()) {
      meta.put("annotations", annotations);
    }
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("apiVersion", Kind.POD.apiVersion());
    pod.put("kind", Kind.POD.kind());
    pod.put("metadata", meta);
    pod.put("spec", template.fields("spec").json());
    return pod;
  }
}
