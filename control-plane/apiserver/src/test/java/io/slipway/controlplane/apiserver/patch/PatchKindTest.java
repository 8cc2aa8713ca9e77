// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.meta.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchKindTest {
  @ParameterizedTest
  @CsvSource({
    "application/json-patch+json, JSON",
    "application/merge-patch+json; charset=utf-8, MERGE",
    "application/strategic-merge-patch+json, STRATEGIC",
    "application/apply-patch+yaml, APPLY",
  })
  void isWhatTheContentTypeSays(String contentType, PatchKind kind) {
    assertThat(PatchKind.of(contentType, true)).isEqualTo(kind);
  }

  @Test
  void customResourcesHaveNoStrategicMergePatch() {
    assertThatThrownBy(() -> PatchKind.of("application/strategic-merge-patch+json", false))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.status().code()).isEqualTo(415))
        .hasMessage(
            "the body of the request was in an unknown format - accepted media types include:"
                + " application/json-patch+json, application/merge-patch+json,"
                + " application/apply-patch+yaml");
  }

  @Test
  void plainJsonIsNoPatch() {
    assertThatThrownBy(() -> PatchKind.of("application/json", true))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("application/strategic-merge-patch+json");
  }
}
