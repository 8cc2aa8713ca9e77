// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is counted of one phase while it goes on, and after it until its last answer. */
final class Tally {
  private final long[] outcomes = new long[Outcome.count()];
  private final Histogram latency = new Histogram();
  private final Histogram refusals = new Histogram();
  private final Histogram lag = new Histogram();
  private long intended;

  /** Good answers that came while the phase went on, those to earlier requests included. */
  private long completed;

  private double seconds;
  private double generatorCpu;
  private double serverCpu;

  void intended() {
    intended++;
  }

  void completed() {
    completed++;
  }

  void sent(Pending request) {
    lag.add(request.sent - request.intended);
  }

  void ended(Pending request, int outcome, long now) {
    outcomes[outcome]++;
    if (Outcome.good(outcome)) {
      latency.add(now - request.intended);
    } else if (Outcome.refused(outcome)) {
      refusals.add(now - request.intended);
    }
  }

  void duration(double phaseSeconds, double generatorCpuSeconds, double serverCpuSeconds) {
    seconds = phaseSeconds;
    generatorCpu = generatorCpuSeconds;
    serverCpu = serverCpuSeconds;
  }

  PhaseResult result() {
    Map<String, Long> counts = new LinkedHashMap<>();
    long refused = 0;
    long good = 0;
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] > 0) {
        counts.put(Outcome.name(i), outcomes[i]);
        refused += Outcome.refused(i) ? outcomes[i] : 0;
        good += Outcome.good(i) ? outcomes[i] : 0;
      }
    }
    return new PhaseResult(
        seconds,
        intended,
        completed,
        good,
        refused,
        counts,
        latency,
        refusals,
        lag,
        generatorCpu,
        serverCpu);
  }
}
