// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Status;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many Pods of a Job have come to an end, each counted once, also if it is deleted. A Pod has a
 * finalizer until the status names it, either as uncounted or, for an index that has succeeded, by
 * the index; the status counts it when the finalizer has gone.
 */
final class Tally {
  private final JobSpec spec;
  private final Set<String> uncountedSucceeded = new LinkedHashSet<>();
  private final Set<String> uncountedFailed = new LinkedHashSet<>();
  private final List<KubeObject> counted = new ArrayList<>();
  private final BitSet indexes;
  private long succeeded;
  private long failed;
  private @Nullable String failure;

  Tally(KubeObject job, JobSpec spec, JobPods pods) {
    this.spec = spec;
    Fields status = job.status();
    succeeded = status.number("succeeded", 0);
    failed = status.number("failed", 0);
    int below = (int) Math.max(0, spec.completions());
    indexes = Indexes.parse(status.text("completedIndexes"), below);
    List<KubeObject> tracked = new ArrayList<>();
    for (KubeObject pod : pods.ended(spec)) {
      if (JobPods.isTracked(pod)) {
        tracked.add(pod);
      }
    }
    takeOver(status.fields("uncountedTerminatedPods"), tracked);
    for (KubeObject pod : tracked) {
      count(pod);
    }
    if (spec.indexed()) {
      succeeded = indexes.cardinality();
    }
  }

  /** Those that were uncounted, and have lost their finalizer since, are counted. */
  private void takeOver(Fields uncounted, List<KubeObject> tracked) {
    Set<String> held = new LinkedHashSet<>();
    tracked.forEach(pod -> held.add(pod.uid()));
    for (String uid : uncounted.texts("succeeded")) {
      if (held.contains(uid)) {
        uncountedSucceeded.add(uid);
      } else {
        succeeded++;
      }
    }
    for (String uid : uncounted.texts("failed")) {
      if (held.contains(uid)) {
        uncountedFailed.add(uid);
      } else {
        failed++;
      }
    }
  }

  private void count(KubeObject pod) {
    counted.add(pod);
    if (JobPods.hasSucceeded(pod)) {
      int index = JobPods.index(pod);
      if (!spec.indexed()) {
        uncountedSucceeded.add(pod.uid());
      } else if (index >= 0 && index < spec.completions()) {
        indexes.set(index);
      }
      return;
    }
    FailurePolicy.Match match = FailurePolicy.of(spec.fields(), pod).orElse(null);
    boolean suspension = spec.suspended() && pod.isDeleting();
    if (suspension || (match != null && match.action().equals("Ignore"))) {
      return;
    }
    if (match != null && match.action().equals("FailJob") && failure == null) {
      failure = match.message();
    }
    uncountedFailed.add(pod.uid());
  }

  /** Why a Pod's failure is that of the Job; null if none is. */
  @Nullable String failure() {
    return failure;
  }

  long succeeded() {
    return succeeded + uncountedSucceeded.size();
  }

  long failed() {
    return failed + uncountedFailed.size();
  }

  BitSet indexes() {
    return indexes;
  }

  boolean isSettled() {
    return counted.isEmpty() && uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty();
  }

  void write(Status status) {
    status.putIfAny("succeeded", succeeded).putIfAny("failed", failed);
    if (spec.indexed()) {
      status.putIfAny("completedIndexes", Indexes.text(indexes));
    }
    Map<String, Object> uncounted = new LinkedHashMap<>();
    if (!uncountedSucceeded.isEmpty()) {
      uncounted.put("succeeded", List.copyOf(uncountedSucceeded));
    }
    if (!uncountedFailed.isEmpty()) {
      uncounted.put("failed", List.copyOf(uncountedFailed));
    }
    status.put("uncountedTerminatedPods", uncounted);
  }

  /** To be done once the status is written. */
  List<Change> release() {
    List<Change> changes = new ArrayList<>();
    for (KubeObject pod : counted) {
      changes.add(release(pod));
    }
    return changes;
  }

  /** Lets a Pod go. */
  static Change release(KubeObject pod) {
    List<String> finalizers = new ArrayList<>(pod.metadata().texts("finalizers"));
    finalizers.remove(Jobs.TRACKING);
    return new Change.Patch(Kind.POD, pod, Map.of("metadata", Map.of("finalizers", finalizers)));
  }
}
