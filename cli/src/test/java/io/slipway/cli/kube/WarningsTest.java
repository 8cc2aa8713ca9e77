// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarningsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "299 - \"unknown field \\\"spec.x\\\"\" | unknown field \"spec.x\"",
        "299 - \"plain\" \"a date\" | plain",
        "of another form | of another form",
        "299 - \"no end | 299 - \"no end",
      })
  void theTextIsWhatIsQuoted(String header, String text) {
    assertThat(Warnings.text(header)).isEqualTo(text);
  }
}
