// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.statefulset;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Again;
import io.slipway.controlplane.controllers.objects.Amount;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.objects.Selector;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Claims;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.Status;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Keeps the Pods of a StatefulSet: by number, in order unless it says otherwise. */
public final class StatefulSets implements Controller {
  @Override
  public Kind kind() {
    return Kind.STATEFUL_SET;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.POD, Kind.CONTROLLER_REVISION, Kind.VOLUME_CLAIM);
  }

  @Override
  public Plan plan(KubeObject set, World world, Instant now) {
    Claims claims =
        Claims.of(
            Kind.STATEFUL_SET,
            set,
            new Selector(set.spec().fields("selector")),
            Kind.POD,
            named(set, world.all(Kind.POD, set.namespace())));
    History history =
        History.of(
            set, Owners.controlled(set, world.all(Kind.CONTROLLER_REVISION, set.namespace())));
    TreeMap<Integer, KubeObject> pods = Ordinals.byNumber(set, claims.mine());
    List<Change> changes = new ArrayList<>(claims.changes());
    Counts counts = Counts.of(set, pods, history, now);
    changes.addAll(counts.status(set).changeOf(Kind.STATEFUL_SET, set));
    if (!set.isDeleting()) {
      Set<String> inUse = new HashSet<>();
      pods.values().forEach(pod -> inUse.add(revision(pod)));
      changes.addAll(history.changes(inUse));
      changes.addAll(new Step(set, pods, history, now).changes());
      List<KubeObject> volumes = world.all(Kind.VOLUME_CLAIM, set.namespace());
      changes.addAll(Identity.forget(set, Ordinals.of(set), volumes, pods));
    }
    List<KubeObject> all = List.copyOf(pods.values());
    Again again = Pods.untilAvailable(all, set.spec().number("minReadySeconds", 0), now);
    return new Plan(changes, again);
  }

  /** Pods of other names are no business of the set, whatever their labels. */
  private static List<KubeObject> named(KubeObject set, List<KubeObject> pods) {
    List<KubeObject> named = new ArrayList<>(pods);
    named.removeIf(pod -> Ordinals.of(set.name(), pod.name()) < 0);
    return named;
  }

  private static String revision(KubeObject pod) {
    return pod.labels().getOrDefault(Identity.REVISION, "");
  }

  /** What the status counts. */
  private record Counts(
      int replicas, int ready, int available, int current, int updated, History history) {
    static Counts of(
        KubeObject set, NavigableMap<Integer, KubeObject> pods, History history, Instant now) {
      long seconds = set.spec().number("minReadySeconds", 0);
      int ready = 0;
      int available = 0;
      int current = 0;
      int updated = 0;
      for (KubeObject pod : pods.values()) {
        ready += Pods.isRunningAndReady(pod) ? 1 : 0;
        available += Pods.isRunningAndReady(pod) && Pods.isAvailable(pod, seconds, now) ? 1 : 0;
        boolean counts = !pod.isDeleting();
        current += counts && revision(pod).equals(history.current()) ? 1 : 0;
        updated += counts && revision(pod).equals(history.update()) ? 1 : 0;
      }
      return new Counts(pods.size(), ready, available, current, updated, history);
    }

    Status status(KubeObject set) {
      // Told only when it is so: kubectl takes it for the end of the rollout.
      boolean complete =
          updated == set.spec().number("replicas", 1) && replicas == updated && ready == updated;
      return new Status()
          .put("replicas", replicas)
          .putIfAny("readyReplicas", ready)
          .put("availableReplicas", available)
          .putIfAny("currentReplicas", complete ? updated : current)
          .putIfAny("updatedReplicas", updated)
          .putIfAny("currentRevision", complete ? history.update() : history.current())
          .putIfAny("updateRevision", history.update())
          .putIfAny("observedGeneration", set.metadata().number("generation", 0))
          .put("collisionCount", 0);
    }
  }

  /** What to do next with the Pods. */
  private static final class Step {
    private final KubeObject set;
    private final NavigableMap<Integer, KubeObject> pods;
    private final History history;
    private final Ordinals ordinals;
    private final boolean ordered;
    private final long seconds;
    private final Instant now;
    private final List<Change> changes = new ArrayList<>();

    Step(KubeObject set, NavigableMap<Integer, KubeObject> pods, History history, Instant now) {
      this.set = set;
      this.pods = pods;
      this.history = history;
      this.ordinals = Ordinals.of(set);
      this.ordered = !set.spec().text("podManagementPolicy").equals("Parallel");
      this.seconds = set.spec().number("minReadySeconds", 0);
      this.now = now;
    }

    List<Change> changes() {
      if (fill() && shrink()) {
        update();
      }
      return changes;
    }

    private boolean isHealthy(KubeObject pod) {
      return Pods.isRunningAndReady(pod)
          && !pod.isDeleting()
          && Pods.isAvailable(pod, seconds, now);
    }

    private void delete(KubeObject pod) {
      if (!pod.isDeleting()) {
        changes.add(new Change.Delete(Kind.POD, pod));
      }
    }

    /** Creates what is missing; whether the next step may be taken. */
    private boolean fill() {
      for (int ordinal = ordinals.start(); ordinal < ordinals.end(); ordinal++) {
        KubeObject pod = pods.get(ordinal);
        if (pod == null) {
          String revision = revisionFor(ordinal);
          changes.addAll(Identity.create(set, ordinal, revision, history.template(revision)));
        } else if (Pods.isTerminal(pod)) {
          delete(pod);
        }
        if (ordered && (pod == null || !isHealthy(pod))) {
          // one that is to be updated anyway need not become healthy before
          return pod != null && changes.isEmpty() && isOutdated(ordinal, pod);
        }
      }
      return true;
    }

    private boolean isOutdated(int ordinal, KubeObject pod) {
      return rolls()
          && ordinal >= partition()
          && !revision(pod).equals(history.update())
          && !pod.isDeleting();
    }

    private boolean rolls() {
      return !set.spec().fields("updateStrategy").text("type").equals("OnDelete");
    }

    /** From which number on Pods are updated. */
    private int partition() {
      Fields rolling = set.spec().fields("updateStrategy").fields("rollingUpdate");
      return ordinals.start() + (int) rolling.number("partition", 0);
    }

    private String revisionFor(int ordinal) {
      return rolls() && ordinal < partition() ? history.current() : history.update();
    }

    /** Takes away what is too much, the highest number first. */
    private boolean shrink() {
      for (KubeObject pod : pods.descendingMap().values()) {
        if (!ordinals.contain(Ordinals.of(set.name(), pod.name()))) {
          delete(pod);
          if (ordered) {
            return false;
          }
        }
      }
      return true;
    }

    /** Takes away what is of an older revision, to be created anew. */
    private void update() {
      if (!rolls()) {
        return;
      }
      Fields rolling = set.spec().fields("updateStrategy").fields("rollingUpdate");
      int allowed =
          Math.max(1, Amount.roundedUp(rolling, "maxUnavailable", "1", ordinals.replicas()));
      int unavailable = 0;
      for (int ordinal = ordinals.end() - 1; ordinal >= ordinals.start(); ordinal--) {
        KubeObject pod = pods.get(ordinal);
        unavailable += pod == null || !isHealthy(pod) ? 1 : 0;
      }
      for (int ordinal = ordinals.end() - 1; ordinal >= partition(); ordinal--) {
        KubeObject pod = pods.get(ordinal);
        if (pod == null || revision(pod).equals(history.update())) {
          if (pod == null || (ordered && !isHealthy(pod))) {
            return;
          }
          continue;
        }
        boolean healthy = isHealthy(pod);
        if (healthy && unavailable >= allowed) {
          return;
        }
        unavailable += healthy ? 1 : 0;
        delete(pod);
        if (unavailable >= allowed) {
          return;
        }
      }
    }
  }
}
