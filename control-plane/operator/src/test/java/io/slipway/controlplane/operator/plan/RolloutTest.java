// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.revision.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which revision gets how much: {@code r2=10 r1=90}. The newest is r2, the stable one r1. */
class RolloutTest {
  @ParameterizedTest(name = "{0}: canary {1}, before {2}, ready {3} {4}")
  @CsvSource({
    // what it is, canary, before, newest ready, stable ready, expected
    "first revision waits for its Pods, 100, '', false, false, ''",
    "first revision is ready, 100, '', true, false, r2=100",
    "no canary: the old one answers, 100, r1=100, false, true, r1=100",
    "no canary: the new one is ready, 100, r1=100, true, true, r2=100",
    "no canary: Pods of the newest come and go, 100, r2=100, false, false, r2=100",
    "canary waits for its Pods, 10, r1=100, false, true, r2=0 r1=100",
    "canary is ready, 10, r2=0 r1=100, true, true, r2=10 r1=90",
    "canary loses a Pod, 10, r2=10 r1=90, false, true, r2=10 r1=90",
    "canary gets more, 50, r2=10 r1=90, true, true, r2=50 r1=50",
    "promotion, 100, r2=10 r1=90, true, true, r2=100",
    "promotion of what is not ready, 100, r2=0 r1=100, false, true, r2=0 r1=100",
    "rollback, 0, r2=10 r1=90, true, true, r2=0 r1=100",
    "rollback after promotion waits for the old Pods, 0, r2=100, true, false, r2=100 r1=0",
    "rollback after promotion, 0, r2=100 r1=0, true, true, r2=0 r1=100",
    "another canary in place of one, 20, r3=10 r1=90, false, true, r2=0 r1=100",
    "nothing is ready, 10, r9=100, false, false, r9=100",
  })
  void isTheOneOf(
      String name, int canary, String before, boolean newest, boolean stable, String expected) {
    Rollout.Known known = new Rollout.Known("r2", "r1", canary, traffic(before));

    assertThat(Rollout.of(known, newest, stable).now()).as(name).isEqualTo(traffic(expected));
  }

  @ParameterizedTest
  @CsvSource({"r1, 10, r2=10 r1=90", "r1, 0, r2=0 r1=100", "r1, 100, r2=100", "'', 10, r2=100"})
  void comesToWhatTheServiceAsksFor(String stable, int canary, String goal) {
    Rollout.Known known = new Rollout.Known("r2", stable, canary, Traffic.NONE);

    assertThat(Rollout.of(known, true, true).goal()).isEqualTo(traffic(goal));
    assertThat(Rollout.of(known, true, true).now()).isEqualTo(traffic(goal));
  }

  private static Traffic traffic(String text) {
    List<Traffic.Share> shares = new ArrayList<>();
    for (String share : text.split(" ", -1)) {
      if (!share.isEmpty()) {
        String[] parts = share.split("=", -1);
        shares.add(new Traffic.Share(parts[0], Integer.parseInt(parts[1])));
      }
    }
    return new Traffic(shares);
  }
}
