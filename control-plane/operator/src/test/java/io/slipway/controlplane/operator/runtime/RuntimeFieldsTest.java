// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.testing.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeFieldsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeSelector: {disk: fast} | spec.nodeSelector: there is one machine: nothing is"
            + " scheduled",
        "schedulerName: own | spec.schedulerName: there is one machine: nothing is scheduled",
        "grpcEndpoint: port:8085 | spec.grpcEndpoint: only ModelMesh reads it",
        "builtInAdapter: {serverType: triton} | spec.builtInAdapter: only ModelMesh reads it",
        "hostIPC: true | spec.hostIPC: Pods share it anyway",
      })
  void thatDoNothingAreTold(String field, String told) {
    assertThat(RuntimeFields.ignored(Yaml.fields(field))).containsExactly(told);
    assertThat(RuntimeFields.refused(Yaml.fields(field))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"hostIPC: false", "tolerations: []", "nodeSelector: {}", "disabled: true"})
  void thatAskForNothingAreNot(String field) {
    assertThat(RuntimeFields.ignored(Yaml.fields(field))).isEmpty();
  }

  @Test
  void thatChangeTheAnswerAreRefused() {
    assertThat(RuntimeFields.refused(Yaml.fields("resourceClaims: [{name: gpu}]")))
        .startsWith("spec.resourceClaims: ");
    assertThat(RuntimeFields.refused(Yaml.fields("storageHelper: {disabled: true}")))
        .startsWith("spec.storageHelper.disabled: ");
    assertThat(RuntimeFields.refused(Yaml.fields("storageHelper: {disabled: false}"))).isNull();
    assertThat(RuntimeFields.refused(Map.of())).isNull();
  }
}
