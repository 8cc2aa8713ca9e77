// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.PhaseResult;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a server takes to become fast. Pure.
 *
 * @param peak answers a second in the last third of the time
 * @param seconds from readiness until a step of time reached the wanted part of the peak and the
 *     next did so, too; NaN if none did
 */
record WarmUp(double peak, double seconds) {
  /** A stretch of time, of a clock or of a processor, and how many answers came in it. */
  record Step(double seconds, double answers) {
    double rate() {
      return answers / seconds;
    }
  }

  /**
   * @param part of the peak that is wanted, 0 to 1
   */
  static WarmUp of(List<Step> steps, double part) {
    double peak =
        Spread.of(
                steps.subList(steps.size() * 2 / 3, steps.size()).stream().map(Step::rate).toList())
            .median();
    double seconds = 0;
    for (int i = 0; i + 1 < steps.size(); i++) {
      seconds += steps.get(i).seconds();
      if (steps.get(i).rate() >= part * peak && steps.get(i + 1).rate() >= part * peak) {
        return new WarmUp(peak, seconds);
      }
    }
    return new WarmUp(peak, Double.NaN);
  }

  /** By the clock. */
  static List<Step> wall(List<PhaseResult> results) {
    return results.stream().map(result -> new Step(result.seconds(), result.completed())).toList();
  }

  /**
   * By the CPU time of the server, which others on the machine do not change as much; in steps of
   * at least so many CPU seconds, as it is told in hundredths.
   */
  static List<Step> cpu(List<PhaseResult> results, double atLeast) {
    List<Step> steps = new ArrayList<>();
    double seconds = 0;
    double answers = 0;
    for (PhaseResult result : results) {
      seconds += result.serverCpu();
      answers += result.completed();
      if (seconds >= atLeast) {
        steps.add(new Step(seconds, answers));
        seconds = 0;
        answers = 0;
      }
    }
    return steps;
  }
}
