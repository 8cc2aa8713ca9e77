// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.event.Correlation.Written;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which events become objects. */
class CorrelationTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Correlation correlation = new Correlation();

  private static PodEvent event(String pod, String message) {
    return PodEvent.of(
        new PodIdentity("n", pod, "uid-" + pod, Map.of(), Map.of()), true, "R", message);
  }

  private Written take(String pod, String message, Instant now) {
    return Objects.requireNonNull(correlation.take(event(pod, message), now));
  }

  @Test
  void whatHappensAgainIsCounted() {
    Written first = take("p", "m", NOW);
    Written again = take("p", "m", NOW.plusSeconds(9));

    assertThat(first.count()).isEqualTo(1);
    assertThat(first.name()).startsWith("p.");
    assertThat(again.count()).isEqualTo(2);
    assertThat(again.name()).isEqualTo(first.name());
    assertThat(again.first()).isEqualTo(NOW);
    assertThat(take("q", "m", NOW).count()).isEqualTo(1);
    assertThat(take("p", "other", NOW).name()).isNotEqualTo(first.name());
  }

  @Test
  void manyMessagesAboutOneThingAreOneEvent() {
    for (int i = 0; i < 9; i++) {
      assertThat(take("p", "m" + i, NOW).count()).isEqualTo(1);
    }

    Written tenth = take("p", "m9", NOW);
    Written eleventh = take("p", "m10", NOW);

    assertThat(tenth.event().message()).isEqualTo("(combined from similar events): m9");
    assertThat(eleventh.name()).isEqualTo(tenth.name());
    assertThat(eleventh.count()).isEqualTo(2);
    assertThat(take("p", "m11", NOW.plusSeconds(601)).event().message()).isEqualTo("m11");
  }

  @Test
  void aPodHasOnlySoManyEvents() {
    for (int i = 0; i < 25; i++) {
      take("p", "m", NOW);
    }

    assertThat(correlation.take(event("p", "m"), NOW)).isNull();
    assertThat(take("q", "m", NOW).count()).isEqualTo(1);
    assertThat(take("p", "m", NOW.plusSeconds(300)).count()).isEqualTo(26);
  }

  @Test
  void whatCouldNotBeWrittenIsMadeAnew() {
    take("p", "m", NOW);
    correlation.forget(event("p", "m"));

    assertThat(take("p", "m", NOW).count()).isEqualTo(1);
  }
}
