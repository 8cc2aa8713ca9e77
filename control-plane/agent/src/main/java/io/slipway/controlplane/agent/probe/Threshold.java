// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

/**
 * What a row of probe results says: the verdict changes only after as many results of the other
 * kind in a row as the probe wants.
 *
 * @param run how many results of the same kind came last
 */
public record Threshold(boolean verdict, boolean lastResult, int run) {
  /** Before the first result. */
  public static Threshold starting(boolean verdict) {
    return new Threshold(verdict, verdict, 0);
  }

  public Threshold next(boolean success, int successThreshold, int failureThreshold) {
    int length = success == lastResult ? run + 1 : 1;
    int needed = success ? successThreshold : failureThreshold;
    return new Threshold(length >= needed ? success : verdict, success, Math.min(length, 1 << 20));
  }

  /** Whether failures enough came in a row just now; a liveness probe ends the container then. */
  public boolean failed(int failureThreshold) {
    return !lastResult && run >= failureThreshold;
  }
}
