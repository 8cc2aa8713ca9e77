// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void readsSwitchesAndValues() {
    Options options = parse("--quick", "--rate", "2.5", "--header", "a: b", "--header", "c: d");
    assertThat(options.has("quick")).isTrue();
    assertThat(options.number("rate", 1)).isEqualTo(2.5);
    assertThat(options.all("header")).containsExactly("a: b", "c: d");
    assertThat(options.text("header", "")).isEqualTo("c: d");
    assertThat(parse().number("rate", 1)).isEqualTo(1);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> parse("--rat", "1"))
        .hasMessage("--rat: no such option (there are: --header VALUE, --quick, --rate VALUE)");
    assertThatThrownBy(() -> parse("quick")).hasMessageContaining("quick: no such option");
    assertThatThrownBy(() -> parse("--rate")).hasMessage("--rate: needs a value");
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThatThrownBy(() -> parse("--rate", "fast").number("rate", 1))
        .hasMessage("--rate: fast (expected: a number above 0)");
    assertThatThrownBy(() -> parse("--rate", "-1").number("rate", 1))
        .hasMessageContaining("--rate: -1");
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments), Set.of("quick"), Set.of("rate", "header"));
  }
}
