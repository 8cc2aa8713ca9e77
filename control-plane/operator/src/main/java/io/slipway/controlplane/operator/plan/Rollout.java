// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.revision.Traffic;

/**
 * Which of a component's revisions get how many requests, now and in the end.
 *
 * <p>Without a canary the newest revision gets everything as soon as it can answer. With one it
 * gets so many percent, and the rest goes to the last revision that had everything; that one is
 * kept for it, and asked back if it has gone. A revision can answer when all its Pods are ready;
 * one that is asked already goes on while Pods come and go.
 *
 * @param goal what it comes to
 * @param now what can be done of it
 */
record Rollout(Traffic goal, Traffic now) {
  /**
   * What is known of a component.
   *
   * @param newest the revision that the service asks for
   * @param stable the last revision that had all requests and is not the newest; empty for none
   * @param canary percent of the newest; from 100, or without a stable revision, there is none
   * @param before what the route says
   */
  record Known(String newest, String stable, int canary, Traffic before) {
    boolean hasCanary() {
      return canary < Traffic.WHOLE && !stable.isEmpty();
    }
  }

  /**
   * @param newestReady whether all Pods of the newest are ready
   * @param stableReady whether all Pods of the stable one are
   */
  static Rollout of(Known known, boolean newestReady, boolean stableReady) {
    String newest = known.newest();
    Traffic before = known.before();
    boolean newestAnswers = newestReady || before.percent(newest) > 0;
    if (!known.hasCanary()) {
      Traffic all = Traffic.all(newest);
      return new Rollout(all, newestAnswers ? all : before);
    }
    String stable = known.stable();
    boolean stableAnswers = stableReady || before.percent(stable) > 0;
    Traffic goal = Traffic.split(newest, known.canary(), stable);
    if (stableAnswers) {
      return new Rollout(goal, newestAnswers ? goal : Traffic.split(newest, 0, stable));
    }
    return new Rollout(goal, newestAnswers ? Traffic.split(newest, Traffic.WHOLE, stable) : before);
  }
}
