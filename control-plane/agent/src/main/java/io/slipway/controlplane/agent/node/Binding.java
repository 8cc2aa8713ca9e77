// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.admission.Admission;
import io.slipway.controlplane.agent.admission.Candidate;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.MalformedObjectException;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Timestamps;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds waiting Pods to this node as admission says, one round at a time on a virtual thread; tells
 * the others why they wait. A round is asked for as often as one likes.
 */
final class Binding implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Binding.class);
  private static final long RETRY_SECONDS = 1;

  private final KubeApi api;
  private final String node;
  private final Capacity capacity;
  private final Supplier<Collection<KubeObject>> pods;
  private final Consumer<PodEvent> events;
  private final InstantSource clock;
  private final Semaphore wanted = new Semaphore(0);

  /** Pods that are bound, but were last seen without a node; by uid. */
  private final Set<String> justBound = new HashSet<>();

  private volatile boolean closed;

  Binding(
      KubeApi api,
      String node,
      Capacity capacity,
      Supplier<Collection<KubeObject>> pods,
      Consumer<PodEvent> events,
      InstantSource clock) {
    this.api = api;
    this.node = node;
    this.capacity = capacity;
    this.pods = pods;
    this.events = events;
    this.clock = clock;
  }

  void start() {
    Thread.ofVirtual().name("binding").start(this::run);
  }

  /** Something has changed that a round may depend on. */
  void round() {
    if (wanted.availablePermits() == 0) {
      wanted.release();
    }
  }

  private void run() {
    boolean again = false;
    try {
      while (!closed) {
        if (again) {
          wanted.tryAcquire(RETRY_SECONDS, TimeUnit.SECONDS);
        } else {
          wanted.acquire();
        }
        wanted.drainPermits();
        again = !closed && !bind();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all was written that was to be written. */
  private boolean bind() {
    List<Candidate> running = new ArrayList<>();
    List<Candidate> pending = new ArrayList<>();
    Map<String, KubeObject> waiting = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (KubeObject pod : inOrder()) {
      seen.add(pod.uid());
      Candidate candidate = candidate(pod);
      if (candidate == null || isFinal(pod)) {
        continue;
      }
      String bound = pod.spec().text("nodeName");
      if (bound.equals(node) || (bound.isEmpty() && justBound.contains(pod.uid()))) {
        running.add(candidate);
      } else if (bound.isEmpty() && mayBeBound(pod)) {
        pending.add(candidate);
        waiting.put(candidate.key(), pod);
      }
      if (!bound.isEmpty()) {
        justBound.remove(pod.uid());
      }
    }
    justBound.retainAll(seen);
    Admission.Decision decision = Admission.decide(capacity.amounts(), running, pending);
    boolean all = true;
    for (Map.Entry<String, KubeObject> each : waiting.entrySet()) {
      String reason = decision.waiting().get(each.getKey());
      all &= reason == null ? bind(each.getValue()) : tell(each.getValue(), reason);
    }
    return all;
  }

  private List<KubeObject> inOrder() {
    List<KubeObject> all = new ArrayList<>(pods.get());
    all.sort(
        Comparator.comparing((KubeObject pod) -> pod.metadata().text("creationTimestamp"))
            .thenComparing(KubeObject::key));
    return all;
  }

  private static @org.jspecify.annotations.Nullable Candidate candidate(KubeObject pod) {
    try {
      return Candidate.of(PodSpec.read(pod));
    } catch (MalformedObjectException e) {
      log.warn("Pod {} cannot be run: {}", pod.key(), e.getMessage());
      return null;
    }
  }

  static boolean isFinal(KubeObject pod) {
    String phase = pod.status().text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static boolean mayBeBound(KubeObject pod) {
    return !pod.isDeleting() && pod.spec().list("schedulingGates").isEmpty();
  }

  private boolean bind(KubeObject pod) {
    Map<String, Object> binding = new LinkedHashMap<>();
    binding.put("apiVersion", "v1");
    binding.put("kind", "Binding");
    binding.put(
        "metadata", Map.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()));
    binding.put("target", Map.of("apiVersion", "v1", "kind", "Node", "name", node));
    try {
      api.create(Resource.PODS, pod.namespace(), pod.name(), "binding", binding);
      justBound.add(pod.uid());
      String message = "Successfully assigned " + pod.key() + " to " + node;
      events.accept(PodEvent.of(identity(pod), false, "Scheduled", message));
      return true;
    } catch (KubeException e) {
      if (e.isNotFound() || e.isConflict()) {
        return true; // gone, or bound already: the watch tells
      }
      log.warn("Pod {} cannot be bound to this node: {}", pod.key(), e.getMessage());
      return false;
    }
  }

  private static PodIdentity identity(KubeObject pod) {
    return new PodIdentity(pod.namespace(), pod.name(), pod.uid(), pod.labels(), pod.annotations());
  }

  private boolean tell(KubeObject pod, String reason) {
    for (Fields condition : pod.status().list("conditions")) {
      if (condition.text("type").equals("PodScheduled")
          && condition.text("message").equals(reason)) {
        return true;
      }
    }
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", "PodScheduled");
    condition.put("status", "False");
    condition.put("reason", "Unschedulable");
    condition.put("message", reason);
    condition.put("lastTransitionTime", Timestamps.text(clock.instant()));
    List<Object> conditions = new ArrayList<>();
    for (Fields other : pod.status().list("conditions")) {
      if (!other.text("type").equals("PodScheduled")) {
        conditions.add(other.json());
      }
    }
    conditions.add(condition);
    Map<String, Object> patch =
        Map.of(
            "metadata", Map.of("resourceVersion", pod.resourceVersion()),
            "status", Map.of("phase", "Pending", "conditions", conditions));
    try {
      api.patchStatus(Resource.PODS, pod.namespace(), pod.name(), Patch.merge(patch));
      events.accept(PodEvent.of(identity(pod), true, "FailedScheduling", reason));
      return true;
    } catch (KubeException e) {
      return e.isNotFound() || e.isConflict();
    }
  }

  @Override
  public void close() {
    closed = true;
    wanted.release();
  }
}
