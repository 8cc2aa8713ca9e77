// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import io.slipway.loadtests.load.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The most that a server does: in closed load, the median of five stretches after it has become
 * warm.
 */
final class Peak {
  private static final int STRETCHES = 5;

  private Peak() {}

  /**
   * @param measured for all stretches together
   * @return good answers a second
   */
  static double find(Client client, int callers, Duration warm, Duration measured) {
    List<Phase> phases = new ArrayList<>(List.of(Phase.closed(callers, warm)));
    phases.addAll(
        Collections.nCopies(STRETCHES, Phase.closed(callers, measured.dividedBy(STRETCHES))));
    List<PhaseResult> results = client.run(phases, new Timeline(Duration.ofSeconds(1))).join();
    return Spread.of(results.stream().skip(1).map(PhaseResult::goodput).toList()).median();
  }
}
