// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a phase.
 *
 * @param seconds how long it was
 * @param intended requests that were to be sent in it
 * @param completed good answers that came in it, also to requests of the phase before
 * @param good good answers to its requests, whenever they came
 * @param refused its requests answered 429, 503, RESOURCE_EXHAUSTED or UNAVAILABLE
 * @param outcomes its requests by status, or by what kept them from getting one
 * @param latency of good answers, from the intended time
 * @param refusals of refusals, from the intended time
 * @param lag how much later than intended requests were sent: the generator's own part
 * @param generatorCpu CPU seconds of this process
 * @param serverCpu CPU seconds of the server's process; 0 if it is not known
 */
public record PhaseResult(
    double seconds,
    long intended,
    long completed,
    long good,
    long refused,
    Map<String, Long> outcomes,
    Histogram latency,
    Histogram refusals,
    Histogram lag,
    double generatorCpu,
    double serverCpu) {
  public PhaseResult {
    outcomes = Map.copyOf(outcomes);
  }

  /** Good answers a second. */
  public double goodput() {
    return completed / seconds;
  }

  public double offered() {
    return intended / seconds;
  }

  /** Requests that got neither a good answer nor an orderly refusal. */
  public long failed() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum() - good - refused;
  }

  /** Good answers for each CPU second of the server. */
  public double perServerCpu() {
    return serverCpu == 0 ? 0 : completed / serverCpu;
  }

  /** The part of one core that the generator used. */
  public double generatorCore() {
    return generatorCpu / seconds;
  }

  /** For {@link Json}. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("seconds", seconds);
    document.put("offered_per_s", offered());
    document.put("good_per_s", goodput());
    document.put("good_per_server_cpu_s", perServerCpu());
    document.put("outcomes", new TreeMap<>(outcomes));
    document.put("latency_us", quantiles(latency));
    document.put("refusal_us", quantiles(refusals));
    document.put("generator_lag_us", quantiles(lag));
    document.put("generator_core", generatorCore());
    document.put("server_cpu_s", serverCpu);
    return document;
  }

  private static Map<String, Object> quantiles(Histogram histogram) {
    Map<String, Object> quantiles = new LinkedHashMap<>();
    quantiles.put("count", histogram.count());
    quantiles.put("p50", histogram.quantile(0.5) / 1e3);
    quantiles.put("p90", histogram.quantile(0.9) / 1e3);
    quantiles.put("p99", histogram.quantile(0.99) / 1e3);
    quantiles.put("p99.9", histogram.quantile(0.999) / 1e3);
    quantiles.put("max", histogram.max() / 1e3);
    return quantiles;
  }
}
