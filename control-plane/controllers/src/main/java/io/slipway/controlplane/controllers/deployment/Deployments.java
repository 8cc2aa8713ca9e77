// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.deployment;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.objects.Selector;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Claims;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rolls out what a Deployment says: a ReplicaSet for each template that it has had. */
public final class Deployments implements Controller {
  @Override
  public Kind kind() {
    return Kind.DEPLOYMENT;
  }

  @Override
  public Set<Kind> reads() {
    return Set.of(Kind.REPLICA_SET, Kind.POD);
  }

  @Override
  public Plan plan(KubeObject deployment, World world, Instant now) {
    Claims claims =
        Claims.of(
            Kind.DEPLOYMENT,
            deployment,
            new Selector(deployment.spec().fields("selector")),
            Kind.REPLICA_SET,
            world.all(Kind.REPLICA_SET, deployment.namespace()));
    Revisions revisions = Revisions.of(deployment, claims.mine());
    Sizes sizes = new Sizes(deployment, revisions);
    List<Change> changes = new ArrayList<>(claims.changes());
    boolean paused = deployment.spec().flag("paused", false);
    boolean rolls = !paused && !isScaled(deployment, revisions);
    Progress progress = new Progress(deployment, revisions, sizes, now);
    if (!deployment.isDeleting()) {
      if (rolls) {
        changes.addAll(rollOut(deployment, revisions, sizes, world, progress));
      } else {
        scale(deployment, revisions, sizes);
      }
      changes.addAll(updates(deployment, revisions, sizes));
    }
    changes.addAll(progress.status(rolls).changeOf(Kind.DEPLOYMENT, deployment));
    if (!deployment.isDeleting() && (paused || progress.isComplete())) {
      changes.addAll(forget(deployment, revisions));
    }
    return new Plan(changes, progress.again());
  }

  /** Whether another number of replicas is asked for than when the sizes were set. */
  private static boolean isScaled(KubeObject deployment, Revisions revisions) {
    for (KubeObject set : revisions.all()) {
      long desired = Sizes.annotated(set, Revisions.DESIRED);
      if (set.spec().number("replicas", 1) > 0
          && desired >= 0
          && desired != deployment.spec().number("replicas", 1)) {
        return true;
      }
    }
    return false;
  }

  private static void scale(KubeObject deployment, Revisions revisions, Sizes sizes) {
    List<KubeObject> active = new ArrayList<>();
    for (KubeObject set : revisions.all()) {
      if (sizes.of(set) > 0) {
        active.add(set);
      }
    }
    if (active.size() <= 1) {
      KubeObject next = revisions.next();
      if (active.size() == 1) {
        sizes.set(active.getFirst(), sizes.replicas());
      } else if (next != null) {
        sizes.set(next, sizes.replicas());
      } else if (!revisions.old().isEmpty()) {
        sizes.set(revisions.old().getLast(), sizes.replicas());
      }
    } else if (isSaturated(revisions, sizes)) {
      revisions.old().forEach(set -> sizes.set(set, 0));
    } else if (sizes.isRolling()) {
      sizes.scaleInProportion(deployment.status().number("replicas", 0));
    }
  }

  private static boolean isSaturated(Revisions revisions, Sizes sizes) {
    KubeObject next = revisions.next();
    return next != null
        && sizes.of(next) == sizes.replicas()
        && Sizes.annotated(next, Revisions.DESIRED) == sizes.replicas()
        && next.status().number("availableReplicas", 0) == sizes.replicas();
  }

  private static List<Change> rollOut(
      KubeObject deployment, Revisions revisions, Sizes sizes, World world, Progress progress) {
    KubeObject next = revisions.next();
    if (!sizes.isRolling() && !isEmpty(deployment, revisions, sizes, world)) {
      revisions.old().forEach(set -> sizes.set(set, 0));
      return List.of();
    }
    if (next == null) {
      Map<String, Object> set =
          revisions.create(deployment, sizes.roomForNext(0), sizes.annotations());
      progress.created(set);
      return List.of(new Change.Create(Kind.REPLICA_SET, set));
    }
    int room = sizes.roomForNext(sizes.of(next));
    if (room != sizes.of(next)) {
      sizes.set(next, room);
    } else if (sizes.isRolling()) {
      sizes.shrinkOld(next, revisions.old());
    }
    return List.of();
  }

  /** Whether nothing of earlier templates runs any more. */
  private static boolean isEmpty(
      KubeObject deployment, Revisions revisions, Sizes sizes, World world) {
    for (KubeObject set : revisions.old()) {
      if (sizes.of(set) > 0) {
        return false;
      }
    }
    for (KubeObject pod : world.all(Kind.POD, deployment.namespace())) {
      for (KubeObject set : revisions.old()) {
        if (Owners.controls(set, pod) && !Pods.isTerminal(pod)) {
          return false;
        }
      }
    }
    return true;
  }

  /** What makes sizes and annotations what they are to be. */
  private static List<Change> updates(KubeObject deployment, Revisions revisions, Sizes sizes) {
    List<Change> changes = new ArrayList<>();
    for (KubeObject set : revisions.all()) {
      Map<String, Object> annotations = new HashMap<>();
      Map<String, Object> spec = new HashMap<>();
      if (sizes.of(set) != set.spec().number("replicas", 1)) {
        spec.put("replicas", sizes.of(set));
      }
      if (sizes.of(set) > 0) {
        annotations.putAll(sizes.annotations());
      }
      if (set.equals(revisions.next())) {
        annotations.putAll(revisions.annotations(deployment));
        long seconds = deployment.spec().number("minReadySeconds", 0);
        if (set.spec().number("minReadySeconds", 0) != seconds) {
          spec.put("minReadySeconds", seconds);
        }
      }
      annotations.entrySet().removeAll(set.annotations().entrySet());
      change(Kind.REPLICA_SET, set, annotations, spec, changes);
    }
    if (revisions.next() != null) {
      Map<String, Object> annotations = new HashMap<>();
      annotations.put(Revisions.REVISION, String.valueOf(revisions.newest()));
      annotations.entrySet().removeAll(deployment.annotations().entrySet());
      change(Kind.DEPLOYMENT, deployment, annotations, Map.of(), changes);
    }
    return changes;
  }

  private static void change(
      Kind kind,
      KubeObject object,
      Map<String, Object> annotations,
      Map<String, Object> spec,
      List<Change> changes) {
    if (!annotations.isEmpty() || !spec.isEmpty()) {
      Map<String, Object> patch = new HashMap<>();
      patch.put("metadata", Map.of("annotations", annotations));
      patch.put("spec", spec);
      changes.add(new Change.Patch(kind, object, patch));
    }
  }

  /** Those of old templates beyond what is to be remembered. */
  private static List<Change> forget(KubeObject deployment, Revisions revisions) {
    List<KubeObject> idle = new ArrayList<>();
    for (KubeObject set : revisions.old()) {
      if (set.status().number("replicas", 0) == 0
          && set.spec().number("replicas", 1) == 0
          && set.metadata().number("generation", 0) <= set.status().number("observedGeneration", 0)
          && !set.isDeleting()) {
        idle.add(set);
      }
    }
    idle.sort(Comparator.comparingLong(Revisions::number));
    long kept = deployment.spec().number("revisionHistoryLimit", 10);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < idle.size() - kept; i++) {
      changes.add(new Change.Delete(Kind.REPLICA_SET, idle.get(i)));
    }
    return changes;
  }
}
