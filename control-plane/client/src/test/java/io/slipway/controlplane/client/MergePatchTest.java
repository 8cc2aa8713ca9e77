// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                 | {'a': 1}             | {'a': 1}",
        "{'a': 1}             | {}                 | {'a': null}",
        "{'a': {'b': 1, 'c': 2}}  | {'a': {'b': 1}}        | {'a': {'b': 1, 'c': null}}",
        "{'a': {'b': 1}}        | {'a': [1]}           | {'a': [1]}",
        "{'a': [1]}           | {'a': {'b': 1}}        | {'a': {'b': 1}}",
      })
  void saysWhatIsToGo(String before, String after, String patch) throws IOException {
    assertThat(MergePatch.replacing(json(before), json(after))).isEqualTo(json(patch));
  }

  private static Map<String, Object> json(String text) throws IOException {
    return Json.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
