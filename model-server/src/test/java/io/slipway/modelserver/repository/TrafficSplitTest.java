// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.modelserver.repository.TrafficSplit.Share;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficSplitTest {
  private static final TrafficSplit TENTH =
      new TrafficSplit(List.of(new Share("2", 10), new Share("1", 90)));

  @ParameterizedTest
  @CsvSource({"0.0, 2", "0.0999, 2", "0.1001, 1", "0.9999, 1"})
  void givesEachVersionItsShare(double random, String version) {
    assertThat(TENTH.choose(_ -> true, random)).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 1", "0.05, 1", "0.9999, 1"})
  void givesTheShareOfWhatDoesNotAnswerToTheOthers(double random, String version) {
    assertThat(TENTH.choose(Set.of("1")::contains, random)).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"0.0", "0.5", "0.9999"})
  void givesNothingToAShareOfZero(double random) {
    TrafficSplit rolledBack = new TrafficSplit(List.of(new Share("2", 0), new Share("1", 100)));

    assertThat(rolledBack.choose(_ -> true, random)).isEqualTo("1");
    assertThat(rolledBack.choose(Set.of("2")::contains, random)).isNull();
    assertThat(rolledBack.main()).isEqualTo("1");
  }

  @Test
  void needsSharesThatCanBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TrafficSplit(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Share("1", -1));
  }
}
