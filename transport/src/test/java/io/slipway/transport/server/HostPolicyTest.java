// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.transport.http.cors.CorsPolicy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {
  private final HostPolicy policy = HostPolicy.loopback("iris-default.example.com"::equals);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.255.0.3:80",
        "[::1]",
        "[::1]:8080",
        "iris.default.localhost",
        "iris.default.localhost:8080",
        "iris-default.example.com",
        "Iris-Default.Example.com:8080"
      })
  void acceptsThisMachineAndItsServices(String authority) {
    assertThat(policy.refusal(authority, null)).isNull();
    assertThat(policy.refusal(authority, "http://" + authority)).isNull();
    assertThat(policy.refusal(authority, "https://" + authority)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example.com",
        "localhost.evil.com",
        "evillocalhost",
        ".localhost",
        "127.0.0.1.evil.com",
        "127.0.0.256",
        "127.0.0",
        "127.0..1",
        "127.0.0.1.",
        "128.0.0.1",
        "0.0.0.0",
        "[::2]",
        "[::1",
        "[::1]evil",
        "::1",
        "localhost:80@evil.com",
        "user@localhost",
        "localhost:80:80",
        "192.168.1.1:8080"
      })
  void refusesEverythingElse(String authority) {
    assertThat(policy.refusal(authority, null)).contains("'" + authority + "'");
    assertThat(policy.refusal("localhost", "http://" + authority)).contains("cross-site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "", "localhost", "file://", "://localhost"})
  void refusesAnOriginThatIsNoOrigin(String origin) {
    assertThat(policy.refusal("localhost", origin)).contains("cross-site");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:8888",
        "http://127.0.0.1:8080",
        "http://iris.default.localhost:8080",
        "ftp://localhost:8080",
        "http://localhost:80801"
      })
  void refusesPagesOfOtherPortsAndNamesOfThisMachine(String origin) {
    assertThat(policy.refusal("localhost:8080", origin)).contains("cross-site");
    assertThat(policy.refusal(null, origin)).contains("cross-site");
  }

  @Test
  void acceptsARequestThatNamesNoHost() {
    assertThat(policy.refusal(null, null)).isNull();
  }

  @Test
  void acceptsAnythingWhereOthersMayConnect() {
    assertThat(HostPolicy.any().refusal("evil.example.com", "null")).isNull();
  }

  @Test
  void acceptsAnAllowedOriginAndStillNoUnknownHost() {
    HostPolicy policy =
        HostPolicy.loopback(_ -> false).with(new CorsPolicy(Set.of("https://app.example")));
    assertThat(policy.refusal("localhost:8080", "https://app.example")).isNull();
    assertThat(policy.refusal("localhost:8080", "https://evil.example")).contains("origin");
    assertThat(policy.refusal("evil.example", "https://app.example")).contains("DNS rebinding");
  }
}
