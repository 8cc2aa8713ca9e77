// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  private static final JsonNode OBJECT =
      ObjectDocument.readAll(
              """
              metadata: {name: a, labels: {app.example.com/x: "1"}}
              spec:
                ports: [{port: 80, name: http}, {port: 443, name: "a]b"}]
                none: null
              status:
                conditions:
                - {type: Ready, status: "True"}
                - {type: Other, status: "False"}
              """,
              "test")
          .getFirst()
          .json();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{.metadata.name} | a",
        ".metadata.name | a",
        "metadata.name | a",
        "{$.metadata.name} | a",
        "{.spec.ports[0].port} | 80",
        "{.spec.ports[-1].port} | 443",
        "{.spec.ports[*].port} | 80 443",
        "{.spec.ports[2].port} |",
        "{.spec.none} |",
        "{.spec.gone.deeper} |",
        "{.metadata.labels['app.example.com/x']} | 1",
        "{.metadata.labels.app\\.example\\.com/x} | 1",
        "{.status.conditions[?(@.type==\"Ready\")].status} | True",
        "{.status.conditions[?(@.type!='Ready')].status} | False",
        "{.spec.ports[?(@.name==\"a]b\")].port} | 443",
        "{.spec.ports[?(@.port==80)].name} | http",
        "{.status.conditions.*.type} | Ready Other",
        "{.spec.ports[0]} | {\"port\":80,\"name\":\"http\"}",
      })
  void aPathLeadsToValues(String path, String values) {
    assertThat(
            JsonPath.parse(path).find(OBJECT).stream()
                .map(JsonPath::text)
                .collect(Collectors.joining(" ")))
        .isEqualTo(values == null ? "" : values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{.a[}", "{.a[x]}", "{.a..b}", "{.a[?(@.b)]}", "{.a[0]b}", "."})
  void whatIsNoneIsAUsageError(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageStartingWith("jsonpath: '" + path + "' (expected: ");
  }
}
