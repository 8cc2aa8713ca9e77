// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.command.CommandFailure;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedNamesTest {
  private final ResourceTypes types = Discovered.types();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods | pods[]",
        "po,svc | pods[] services[]",
        "pod a b | pods[a, b]",
        "pod/a svc/b | pods[a] services[b]",
        "po,svc a | pods[a] services[a]",
        "all | pods[] services[] inferenceservices[]",
      })
  void operandsNameTypesAndObjects(String operands, String expected) {
    assertThat(
            TypedNames.of(List.of(operands.split(" ", -1)), types).stream()
                .map(each -> each.type().plural() + each.names())
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pod/", "/a", "pod/a/b", "pod/a b", "pod a/b"})
  void otherFormsAreUsageErrors(String operands) {
    assertThatThrownBy(() -> TypedNames.of(List.of(operands.split(" ", -1)), types))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("expected: ");
  }
}
