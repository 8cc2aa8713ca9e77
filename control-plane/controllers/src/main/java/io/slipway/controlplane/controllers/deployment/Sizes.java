// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.deployment;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Amount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many Pods each ReplicaSet of a Deployment is to have: first as many as it has, then what is
 * decided here. Pods that are available are taken away only where enough others are.
 */
final class Sizes {
  private final int replicas;
  private final int surge;
  private final int unavailable;
  private final boolean rolling;
  private final Map<KubeObject, Integer> wanted = new LinkedHashMap<>();

  Sizes(KubeObject deployment, Revisions revisions) {
    Fields strategy = deployment.spec().fields("strategy");
    replicas = (int) deployment.spec().number("replicas", 1);
    rolling = !strategy.text("type").equals("Recreate");
    Fields rollingUpdate = strategy.fields("rollingUpdate");
    int more = rolling ? Amount.roundedUp(rollingUpdate, "maxSurge", "25%", replicas) : 0;
    int less = rolling ? Amount.roundedDown(rollingUpdate, "maxUnavailable", "25%", replicas) : 0;
    surge = more;
    // Neither more nor less would mean to stand still.
    unavailable = Math.min(replicas, rolling && more == 0 && less == 0 ? 1 : less);
    for (KubeObject set : revisions.all()) {
      wanted.put(set, asked(set));
    }
  }

  private static int asked(KubeObject set) {
    return (int) set.spec().number("replicas", 1);
  }

  private static int available(KubeObject set) {
    return (int) set.status().number("availableReplicas", 0);
  }

  int replicas() {
    return replicas;
  }

  boolean isRolling() {
    return rolling;
  }

  /** How many have to be available at any time. */
  int leastAvailable() {
    return replicas - unavailable;
  }

  int most() {
    return replicas == 0 ? 0 : replicas + surge;
  }

  int total() {
    int total = 0;
    for (int size : wanted.values()) {
      total += size;
    }
    return total;
  }

  int of(KubeObject set) {
    return wanted.getOrDefault(set, 0);
  }

  boolean isChanged() {
    for (Map.Entry<KubeObject, Integer> each : wanted.entrySet()) {
      if (each.getValue() != asked(each.getKey())) {
        return true;
      }
    }
    return false;
  }

  void set(KubeObject set, int size) {
    wanted.put(set, Math.max(0, size));
  }

  /** How many the ReplicaSet of the template may have now, if it has so many. */
  int roomForNext(int present) {
    if (!rolling || present > replicas) {
      return replicas;
    }
    int room = replicas + surge - total();
    return room <= 0 ? present : present + Math.min(room, replicas - present);
  }

  /** Takes from the old ones what the new one makes dispensable. */
  void shrinkOld(KubeObject next, List<KubeObject> old) {
    int dispensable = total() - leastAvailable() - (of(next) - available(next));
    if (dispensable <= 0) {
      return;
    }
    int left = dispensable;
    for (KubeObject set : old) { // first those Pods that do not answer anyway
      int broken = Math.min(left, Math.max(0, of(set) - available(set)));
      set(set, of(set) - broken);
      left -= broken;
    }
    int availableNow = available(next);
    for (KubeObject set : old) {
      availableNow += available(set);
    }
    left = availableNow - leastAvailable();
    for (KubeObject set : old) {
      int taken = Math.min(Math.max(0, left), of(set));
      set(set, of(set) - taken);
      left -= taken;
    }
  }

  /** After another number was asked for in the middle of a rollout: all sizes in proportion. */
  void scaleInProportion(long replicasBefore) {
    List<KubeObject> sets = new ArrayList<>();
    for (KubeObject set : wanted.keySet()) {
      if (asked(set) > 0) {
        sets.add(set);
      }
    }
    int toAdd = most() - total();
    sets.sort(
        Comparator.comparingInt(Sizes::asked)
            .thenComparing(
                (KubeObject set) -> set.metadata().text("creationTimestamp"),
                toAdd > 0 ? Comparator.naturalOrder() : Comparator.reverseOrder())
            .reversed());
    int added = 0;
    for (KubeObject set : sets) {
      int share = share(set, replicasBefore);
      int allowed = toAdd - added;
      int change = toAdd > 0 ? Math.min(share, allowed) : Math.max(share, allowed);
      change = toAdd == 0 ? 0 : change;
      set(set, asked(set) + change);
      added += change;
    }
    if (!sets.isEmpty()) {
      KubeObject largest = sets.getFirst();
      set(largest, of(largest) + toAdd - added);
    }
  }

  private int share(KubeObject set, long replicasBefore) {
    if (replicas == 0) {
      return -asked(set);
    }
    long before = annotated(set, Revisions.MOST);
    long base = before > 0 ? before : Math.max(1, replicasBefore);
    return (int) (Math.round((double) asked(set) * most() / base) - asked(set));
  }

  static long annotated(KubeObject set, String name) {
    String text = set.annotations().getOrDefault(name, "");
    return text.isEmpty() ? -1 : Long.parseLong(text);
  }

  /** What a ReplicaSet is told with its size. */
  Map<String, Object> annotations() {
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put(Revisions.DESIRED, String.valueOf(replicas));
    annotations.put(Revisions.MOST, String.valueOf(replicas + surge));
    return annotations;
  }
}
