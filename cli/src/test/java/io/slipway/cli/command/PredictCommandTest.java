// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictCommandTest {
  @Test
  void oneServiceMustBeNamed() {
    assertThat(Cli.run("predict", "-d", "{}").exitCode()).isEqualTo(2);
    assertThat(Cli.run("predict", "a", "b", "-d", "{}").err())
        .contains("expected: the name of one service");
  }

  @Test
  void aRequestMustBeGiven() {
    Cli.Result result = Cli.run("predict", "iris");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no request given (expected: -d JSON or -d @FILE)");
  }

  @Test
  void aRequestFileThatIsNotThereFails() {
    Cli.Result result = Cli.run("predict", "iris", "-d", "@no-such-file.json");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("--data: file not found: no-such-file.json");
  }

  @ParameterizedTest
  @CsvSource({
    "protocol, v3, 'v1, v2, grpc'",
    "url, localhost:8080, http://HOST:PORT",
    "url, ftp://localhost, http://HOST:PORT",
    "timeout, soon, a whole number",
    "timeout, 0, a whole number"
  })
  void aValueThatIsNoneIsAUsageError(String option, String value, String expected) {
    Cli.Result result = Cli.run("predict", "iris", "-d", "{}", "--" + option, value);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--" + option + ": '" + value + "'").contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "grpc"})
  void aServerThatIsNotThereIsNamed(String protocol) throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String request =
        """
        {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}]}\
        """;

    Cli.Result result =
        Cli.run(
            "predict",
            "iris",
            "-d",
            request,
            "--protocol",
            protocol,
            "--url",
            "http://127.0.0.1:" + port);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("UNAVAILABLE", "127.0.0.1", Integer.toString(port));
  }
}
