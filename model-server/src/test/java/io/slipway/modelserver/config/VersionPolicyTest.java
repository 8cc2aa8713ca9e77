// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionPolicyTest {
  private static final List<Long> PRESENT = List.of(9L, 1L, 10L, 3L);

  @Test
  void latestAreTheHighestNumbers() {
    assertThat(VersionPolicy.newest().choose(PRESENT)).containsExactly(10L);
    assertThat(new VersionPolicy.Latest(2).choose(PRESENT)).containsExactly(9L, 10L);
    assertThat(new VersionPolicy.Latest(9).choose(PRESENT)).containsExactly(1L, 3L, 9L, 10L);
  }

  @Test
  void allAreAllInOrder() {
    assertThat(new VersionPolicy.All().choose(PRESENT)).containsExactly(1L, 3L, 9L, 10L);
  }

  @Test
  void specificAreThoseThatAreThere() {
    assertThat(new VersionPolicy.Specific(Set.of(3L, 4L, 10L)).choose(PRESENT))
        .containsExactly(3L, 10L);
    assertThat(new VersionPolicy.Specific(Set.of(4L)).choose(PRESENT)).isEmpty();
  }
}
