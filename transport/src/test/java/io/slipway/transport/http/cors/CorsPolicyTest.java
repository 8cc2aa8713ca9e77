// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {
  @Test
  void allowsNoOriginUnlessTold() {
    assertThat(CorsPolicy.CLOSED.isClosed()).isTrue();
    assertThat(CorsPolicy.CLOSED.allows("https://a.example")).isFalse();
  }

  @Test
  void allowsTheseOriginsOnly() {
    CorsPolicy policy = CorsPolicy.of(List.of("https://a.example", "http://localhost:3000"));
    assertThat(policy.allows("https://a.example")).isTrue();
    assertThat(policy.answer("https://a.example")).isEqualTo("https://a.example");
    for (String other :
        List.of("http://a.example", "https://a.example:444", "https://b.a.example", "null")) {
      assertThat(policy.allows(other)).as(other).isFalse();
    }
  }

  @Test
  void allowsAll() {
    CorsPolicy policy = new CorsPolicy(Set.of("*"));
    assertThat(policy.allows("https://any.example")).isTrue();
    assertThat(policy.answer("https://any.example")).isEqualTo("*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.example",
        "https://",
        "https://a.example/",
        "https://a.example/path",
        "https://u@a.example",
        "https://A.example",
        " https://a.example",
        "https://a.example\r\nx: y",
        "://a.example",
        "https://*.example?"
      })
  void refusesWhatIsNoOrigin(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CorsPolicy.of(List.of(text)))
        .withMessageContaining("expected: scheme://host");
  }
}
