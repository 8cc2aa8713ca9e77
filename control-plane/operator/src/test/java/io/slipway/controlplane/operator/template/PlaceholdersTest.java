// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
  private static final Placeholders PLACEHOLDERS =
      new Placeholders(
          new ObjectKey("team", "iris"), Map.of("modelClass", "M"), Map.of("a.b/c", "note"), "r");

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "{{.Name}}, iris",
    "{{ .Namespace }}, team",
    "a-{{.Name}}-{{.Name}}-b, a-iris-iris-b",
    "{{.Labels.modelClass}}, M",
    "{{.Annotations.a.b/c}}, note",
    "}} {, }} {",
  })
  void areFilled(String text, String expected) throws UnservableException {
    assertThat(PLACEHOLDERS.fill(Map.of("x", List.of(Map.of("y", text)))))
        .isEqualTo(Map.of("x", List.of(Map.of("y", expected))));
  }

  @ParameterizedTest
  @CsvSource({
    "{{.Name, is not closed",
    "{{.Spec}}, is not known",
    "{{ if .Name }}, is not known",
    "{{.Labels.none}}, has no value",
  })
  void areRefusedIfTheyAreNotKnown(String text, String expected) {
    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> PLACEHOLDERS.fill(Map.of("x", text)))
        .withMessageContaining("runtime \"r\"")
        .withMessageContaining(expected);
  }
}
