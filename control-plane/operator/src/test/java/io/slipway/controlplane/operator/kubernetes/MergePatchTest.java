// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.testing.Yaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                 | {a: 1}             | {a: 1}",
        "{a: 1}             | {}                 | {a: null}",
        "{a: {b: 1, c: 2}}  | {a: {b: 1}}        | {a: {b: 1, c: null}}",
        "{a: {b: 1}}        | {a: [1]}           | {a: [1]}",
        "{a: [1]}           | {a: {b: 1}}        | {a: {b: 1}}",
      })
  void saysWhatIsToGo(String before, String after, String patch) {
    assertThat(MergePatch.replacing(Yaml.fields(before), Yaml.fields(after)))
        .isEqualTo(Yaml.fields(patch));
  }
}
