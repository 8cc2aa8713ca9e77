// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.admission;

import io.slipway.controlplane.agent.admission.Candidate.Gang;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Decides which waiting Pods start now. The Pods of a gang start together or not at all. */
public final class Admission {
  private final Map<String, BigDecimal> free;
  private final Map<String, String> waiting = new LinkedHashMap<>();
  private final List<String> admitted = new ArrayList<>();

  private Admission(Map<String, BigDecimal> free) {
    this.free = free;
  }

  /**
   * @param admitted keys of the Pods that start, in their order
   * @param waiting why each of the others does not, by key
   */
  public record Decision(List<String> admitted, Map<String, String> waiting) {}

  /**
   * @param capacity of the machine, by resource
   * @param running Pods that have their share already
   * @param pending Pods that wait, the first come first
   */
  public static Decision decide(
      Map<String, BigDecimal> capacity, List<Candidate> running, List<Candidate> pending) {
    Map<String, BigDecimal> free = new HashMap<>(capacity);
    Map<String, Integer> gangsRunning = new HashMap<>();
    for (Candidate pod : running) {
      take(free, pod);
      pod.gang().ifPresent(gang -> gangsRunning.merge(gang.name(), 1, Integer::sum));
    }
    Admission admission = new Admission(free);
    Set<String> gangsSeen = new LinkedHashSet<>();
    for (Candidate pod : pending) {
      if (pod.gang().isEmpty()) {
        admission.admit(List.of(pod), "");
      } else if (gangsSeen.add(pod.gang().get().name())) {
        admission.gang(pod.gang().get(), pending, gangsRunning);
      }
    }
    return new Decision(List.copyOf(admission.admitted), Map.copyOf(admission.waiting));
  }

  private void gang(Gang gang, List<Candidate> pending, Map<String, Integer> running) {
    List<Candidate> members = new ArrayList<>();
    for (Candidate pod : pending) {
      if (pod.gang().isPresent() && pod.gang().get().name().equals(gang.name())) {
        members.add(pod);
      }
    }
    int there = members.size() + running.getOrDefault(gang.name(), 0);
    if (there < gang.size()) {
      String size =
          gang.size() == Integer.MAX_VALUE
              ? "its annotation " + Candidate.GANG_SIZE + " is no number"
              : there + " of " + gang.size() + " are there";
      for (Candidate pod : members) {
        waiting.put(pod.key(), "waiting for the Pods of gang " + gang.name() + ": " + size);
      }
      return;
    }
    admit(members, " for the whole gang " + gang.name());
  }

  private void admit(List<Candidate> pods, String whole) {
    Map<String, BigDecimal> rest = new HashMap<>(free);
    for (Candidate pod : pods) {
      take(rest, pod);
    }
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, BigDecimal> left : new TreeMap<>(rest).entrySet()) {
      if (left.getValue().signum() < 0 && needed(pods, left.getKey())) {
        missing.add("Insufficient " + left.getKey());
      }
    }
    if (!missing.isEmpty()) {
      String reason = "0/1 nodes are available: 1 " + String.join(", 1 ", missing) + whole + ".";
      for (Candidate pod : pods) {
        waiting.put(pod.key(), reason);
      }
      return;
    }
    free.putAll(rest);
    for (Candidate pod : pods) {
      admitted.add(pod.key());
    }
  }

  /** What is overdrawn already keeps out only those that want more of it. */
  private static boolean needed(List<Candidate> pods, String resource) {
    for (Candidate pod : pods) {
      if (pod.needs().getOrDefault(resource, BigDecimal.ZERO).signum() > 0) {
        return true;
      }
    }
    return false;
  }

  private static void take(Map<String, BigDecimal> free, Candidate pod) {
    pod.needs().forEach((name, amount) -> free.merge(name, amount.negate(), BigDecimal::add));
  }
}
