// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.KubeObject;
import java.util.Comparator;

/**
 * Which of two Pods goes first when there are too many: what does least, then what has done it for
 * the shortest time, as in Kubernetes.
 */
public final class LessWorth {
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  public static final Comparator<KubeObject> ORDER =
      Comparator.comparingInt(LessWorth::bound)
          .thenComparingInt(LessWorth::phase)
          .thenComparingInt((KubeObject pod) -> Pods.isReady(pod) ? 1 : 0)
          .thenComparingInt(LessWorth::cost)
          .thenComparing(LessWorth::readySince, Comparator.reverseOrder())
          .thenComparing(Pods::restarts, Comparator.reverseOrder())
          .thenComparing(LessWorth::created, Comparator.reverseOrder())
          // The same choice each time, as it is made again until the Pod is known to go.
          .thenComparing(KubeObject::name);

  private LessWorth() {}

  private static int bound(KubeObject pod) {
    return pod.spec().has("nodeName") ? 1 : 0;
  }

  private static int phase(KubeObject pod) {
    return switch (Pods.phase(pod)) {
      case "Running" -> 2;
      case "Unknown" -> 1;
      default -> 0;
    };
  }

  private static int cost(KubeObject pod) {
    try {
      return Integer.parseInt(pod.annotations().getOrDefault(COST, "0"));
    } catch (NumberFormatException _) {
      return 0; // as Kubernetes takes it
    }
  }

  private static String readySince(KubeObject pod) {
    return Pods.isReady(pod) ? Pods.readySince(pod).toString() : "";
  }

  private static String created(KubeObject pod) {
    return pod.metadata().text("creationTimestamp");
  }
}
