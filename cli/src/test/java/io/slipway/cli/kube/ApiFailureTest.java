// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | {\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\",\"message\":\"pods"
            + " \\\"a\\\" not found\"} | Error from server (NotFound): pods \"a\" not found",
        "422 |"
            + " {\"kind\":\"Status\",\"code\":422,\"reason\":\"Invalid\",\"message\":\"two\\nlines\"}"
            + " | Error from server (Invalid): two lines",
        "401 |"
            + " {\"kind\":\"Status\",\"code\":401,\"reason\":\"Unauthorized\",\"message\":\"Unauthorized\"}"
            + " | Error from server (Unauthorized): Unauthorized; the kubeconfig's credentials do"
            + " not hold",
        "502 | Bad Gateway | Error from server: Bad Gateway",
        "500 | {\"kind\":\"Status\",\"code\":500} | Error from server: HTTP status 500",
        "503 | `` | Error from server: HTTP status 503",
      })
  void isOneLineThatSaysWhatTheServerSaid(int code, String body, String line) {
    ApiFailure failure = ApiFailure.of(code, body.getBytes(StandardCharsets.UTF_8));

    assertThat(failure).hasMessage(line);
    assertThat(failure.code()).isEqualTo(code);
  }
}
