// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.testing.Facts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoredFieldsTest {
  private static final String ALL =
      "{\"f:metadata\":{\"f:labels\":{\"f:a\":{}},\"f:ownerReferences\":{\".\":{}}},"
          + "\"f:spec\":{\"f:x\":{}},\"f:status\":{\"f:y\":{}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Pod | '' | metadata spec",
        "v1 | Pod | status | metadata:labels status",
        "apps/v1 | Deployment | status | metadata:ownerReferences status",
        "batch/v1 | Job | status | metadata status",
        "v1 | ConfigMap | '' | metadata spec status",
      })
  void countWhatTheRequestCanChange(
      String apiVersion, String kind, String subresource, String rest) {
    IgnoredFields ignored = IgnoredFields.ofBuiltin(apiVersion, kind, subresource);
    assertThat(shown(ignored)).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | '' | metadata spec",
        "true | status | status",
        "false | '' | metadata spec status",
      })
  void customResourcesHaveAStatusIfTheirDefinitionSaysSo(
      boolean hasStatus, String subresource, String rest) {
    assertThat(shown(IgnoredFields.ofCustom(hasStatus, subresource))).isEqualTo(rest);
  }

  /** The top fields that count, and which of the metadata's if not all. */
  private static String shown(IgnoredFields ignored) {
    FieldSet set = ignored.without(FieldsV1.parse(Facts.json(ALL)));
    StringBuilder text = new StringBuilder();
    set.children()
        .forEach((element, below) -> {
          text.append(text.isEmpty() ? "" : " ").append(element.toString().substring(1));
          if (element.toString().equals(".metadata") && below.paths().size() == 1) {
            String only = below.paths().getFirst().getFirst().toString();
            text.append(':').append(only.substring(1));
          }
        });
    return text.toString();
  }
}
