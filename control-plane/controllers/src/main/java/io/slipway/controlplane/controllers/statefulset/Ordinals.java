// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.statefulset;

import io.slipway.controlplane.client.KubeObject;
import java.util.List;
import java.util.TreeMap;

/** The numbers that the names of a StatefulSet's Pods end with. */
record Ordinals(int start, int replicas) {
  static Ordinals of(KubeObject set) {
    return new Ordinals(
        (int) set.spec().fields("ordinals").number("start", 0),
        (int) set.spec().number("replicas", 1));
  }

  int end() {
    return start + replicas;
  }

  boolean contain(int ordinal) {
    return ordinal >= start && ordinal < end();
  }

  /** The number in a name that is {@code set-NUMBER}; negative if it is another name. */
  static int of(String set, String name) {
    if (!name.startsWith(set + "-")) {
      return -1;
    }
    String number = name.substring(set.length() + 1);
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return -1;
      }
    }
    boolean canonical = number.length() == 1 || !number.startsWith("0");
    return number.isEmpty() || number.length() > 9 || !canonical ? -1 : Integer.parseInt(number);
  }

  static TreeMap<Integer, KubeObject> byNumber(KubeObject set, List<KubeObject> pods) {
    TreeMap<Integer, KubeObject> numbered = new TreeMap<>();
    for (KubeObject pod : pods) {
      int ordinal = of(set.name(), pod.name());
      if (ordinal >= 0) {
        numbered.put(ordinal, pod);
      }
    }
    return numbered;
  }
}
