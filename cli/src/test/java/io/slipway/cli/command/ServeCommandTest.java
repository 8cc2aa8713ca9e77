// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandTest {
  @TempDir private Path data;

  @Test
  void aModelMustBeGiven() {
    Cli.Result result = Cli.run("serve");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no model given (expected: NAME=PATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "=model.onnx", "iris=", "="})
  void whatIsNotNameAndPathIsAUsageErrorThatShowsIt(String operand) {
    Cli.Result result = Cli.run("serve", operand);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("'" + operand + "' is not of the form NAME=PATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", ".", "a b", "a?b", "a#b", "a%20b"})
  void aNameThatNoUrlCanCarryIsAUsageError(String name) {
    Cli.Result result = Cli.run("serve", name + "=model.onnx");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("the model name '" + name + "'");
  }

  @Test
  void aNameGivenTwiceIsAUsageError() {
    Cli.Result result = Cli.run("serve", "m=one.onnx", "m=two.onnx");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("the model name 'm' is given twice");
  }

  @Test
  void aRepositoryThatIsNotThereFails() {
    Cli.Result result = Cli.run("serve", "--model-repository", data.resolve("none").toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("model repository not found: " + data.resolve("none"));
  }

  @Test
  void withoutOneModelThatLoadsItFailsAndTheLogSaysWhy() {
    Cli.Result result = serve("m=" + data.resolve("missing.onnx"), "0", "0");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("nothing to serve: no model could be loaded");
  }

  @Test
  void aTakenPortIsNamedWithTheOptionThatChangesIt() throws IOException {
    String model = "m=" + data.resolve("missing.onnx");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(serve(model, port, "0"))
          .satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("127.0.0.1 port " + port, "with --http-port");
          });
      assertThat(serve(model, "0", port))
          .satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("127.0.0.1 port " + port, "with --grpc-port");
          });
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamedWithTheOptionThatChangesIt() {
    // of the range that is kept for documentation: no machine has it
    Cli.Result result =
        serve("m=" + data.resolve("missing.onnx"), "0", "0", "--host", "203.0.113.7", "--insecure");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("203.0.113.7").contains("with --host");
  }

  @Test
  void aRepositoryWhoseModelsAreEmptyServesNothing() throws IOException {
    Path repository = Files.createDirectories(data.resolve("repository/empty")).getParent();

    Cli.Result result =
        Cli.run(
            "serve",
            "--model-repository",
            String.valueOf(repository),
            "--data",
            data.toString(),
            "--http-port",
            "0",
            "--grpc-port",
            "0");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("nothing to serve");
  }

  private Cli.Result serve(String model, String httpPort, String grpcPort, String... more) {
    List<String> args = new ArrayList<>(List.of("serve", model, "--data", data.toString()));
    args.addAll(List.of("--http-port", httpPort, "--grpc-port", grpcPort));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }
}
