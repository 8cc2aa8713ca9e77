// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void writesObjectsWithALineForEachMember() {
    assertThat(Json.of(Map.of("a", List.of(1, 2.5, true))))
        .isEqualTo("{\n  \"a\": [1, 2.5, true]\n}\n");
    assertThat(Json.of(Map.of())).isEqualTo("{}\n");
  }

  @Test
  void roundsFiguresAndKnowsNoOtherNumbers() {
    assertThat(Json.of(List.of(1234.56789, Double.NaN, 1e12)))
        .isEqualTo("[1234.57, null, 1.0E12]\n");
  }

  @Test
  void escapesText() {
    assertThat(Json.of(List.of("a\"b\\c\n"))).isEqualTo("[\"a\\\"b\\\\c\\u000a\"]\n");
  }
}
