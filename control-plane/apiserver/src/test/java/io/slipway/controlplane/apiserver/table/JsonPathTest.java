// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  private static final JsonNode OBJECT =
      Facts.json(
          """
          {"a": {"b": 1, "x.y": "dotted", "list": [10, 20, 30]},
           "conditions": [{"type": "Ready", "status": "True", "n": 1},
                          {"type": "Other", "status": "False", "n": 5, "flag": true}]}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".a.b | 1",
        ".a['b'] | 1",
        ".a['x.y'] | \"dotted\"",
        ".a.x\\.y | \"dotted\"",
        ".a.list[0] | 10",
        ".a.list[-1] | 30",
        ".a.list[-1:] | 30",
        ".a.list[1:] | 20",
        ".a.list[*] | 10",
        ".a.list[7] | ",
        ".a.none.more | ",
        ".conditions[?(@.type==\"Ready\")].status | \"True\"",
        ".conditions[?(@.type=='Other')].status | \"False\"",
        ".conditions[?(@.type != 'Ready')].status | \"False\"",
        ".conditions[?(@.flag==true)].type | \"Other\"",
        ".conditions[?(@.n>1)].type | \"Other\"",
        ".conditions[?(@.flag)].type | \"Other\"",
        ".conditions[?(@.type==\"None\")].status | ",
        ".conditions[*].type | \"Ready\"",
        ".conditions[-1:].type | \"Other\"",
      })
  void leadsToTheFirstValue(String path, @Nullable String value) {
    JsonPath parsed = Objects.requireNonNull(JsonPath.parse(path));
    JsonNode first = parsed.first(OBJECT);
    assertThat(first == null ? null : first.toString()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", ".a[", ".a[x]", "..a", ".a[?(b==1)]", ".a[?(@.b==)]", ".a[1:2:3]", "."})
  void isNotUnderstood(String path) {
    assertThat(JsonPath.parse(path)).isNull();
  }
}
