// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.testing.KubernetesBinaries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real {@code kubectl}, in a namespace. */
record Kubectl(Path kubeconfig, String namespace) {
  /** What a run has printed. */
  record Result(int code, String output) {}

  /** Runs it, and expects success. */
  String run(String... arguments) throws IOException, InterruptedException {
    return succeeded(result("", arguments), arguments);
  }

  void apply(String yaml) throws IOException, InterruptedException {
    succeeded(result(yaml, "apply", "-f", "-"), "apply");
  }

  private static String succeeded(Result result, String... arguments) {
    assertThat(result.code())
        .as("kubectl %s: %s", String.join(" ", arguments), result.output())
        .isZero();
    return result.output();
  }

  Result result(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(KubernetesBinaries.kubectl().toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--namespace=" + namespace);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
