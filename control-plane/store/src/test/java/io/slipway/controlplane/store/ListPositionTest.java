// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListPositionTest {
  @Test
  void tokenBringsThePositionBack() {
    ListPosition position = new ListPosition(7_000_000_000L, "default", "é:x");

    assertThat(ListPosition.parse(position.encode())).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1\n7\ndefault",
        "1\n7\ndefault\n",
        "2\n7\na\nb",
        "1\nx\na\nb",
        "1\n-7\na\nb"
      })
  void otherTokensAreRefused(String text) {
    String token = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

    assertInvalid(token);
  }

  @Test
  void whatIsNotBase64IsRefused() {
    assertInvalid("not a token");
  }

  private static void assertInvalid(String token) {
    assertThatThrownBy(() -> ListPosition.parse(token))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("continue token");
  }
}
