// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.LongNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEqualityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1, \"b\": [1.0, {}]} | {\"b\": [1, {}], \"a\": 1.0} | true",
        "1e2 | 100 | true",
        "9223372036854775808 | 9223372036854775808 | true",
        "9223372036854775808 | 1 | false",
        "[1, 2] | [2, 1] | false",
        "[1] | [1, 1] | false",
        "{\"a\": null} | {} | false",
        "{\"a\": null} | {\"b\": null} | false",
        "\"1\" | 1 | false",
        "{} | [] | false",
        "true | true | true",
      })
  void comparesByMeaning(String a, String b, boolean same) {
    assertThat(JsonEquality.same(Facts.json(a), Facts.json(b))).isEqualTo(same);
    assertThat(JsonEquality.same(Facts.json(b), Facts.json(a))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": [1, null]} | {\"a\": [1, null]} | true",
        "{\"a\": [1]} | {\"a\": [1.0]} | false",
        "1e2 | 100 | false",
        "{\"a\": null} | {} | false",
      })
  void comparesAsWritten(String a, String b, boolean same) {
    assertThat(JsonEquality.writtenAlike(Facts.json(a), Facts.json(b))).isEqualTo(same);
  }

  @Test
  void whatJavaTypeHoldsANumberDoesNotMatter() {
    assertThat(JsonEquality.same(LongNode.valueOf(1), Facts.json("1"))).isTrue();
  }
}
