// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.testing.KubernetesBinaries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real {@code kubectl}, with the kubeconfig that a server has written. */
record Kubectl(Path kubeconfig) {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What it prints; fails if it fails. */
  String output(String... arguments) throws IOException, InterruptedException {
    Command.Result result = run(arguments);
    assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
    return result.stdout();
  }

  /** As {@link #output}, with a command that changes the file which it is given. */
  String edit(String editor, String... arguments) throws IOException, InterruptedException {
    Command.Result result = command(arguments).with("KUBE_EDITOR", editor).run();
    assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
    return result.stdout();
  }

  Command.Result run(String... arguments) throws IOException, InterruptedException {
    return command(arguments).run();
  }

  /** As {@link #run}, with a text that it reads. */
  Command.Result runWithInput(String input, String... arguments)
      throws IOException, InterruptedException {
    Command plain = command(arguments);
    List<String> line = new ArrayList<>(List.of("sh", "-c", "printf %s \"$INPUT\" | \"$@\"", "sh"));
    line.addAll(plain.line());
    return new Command(line, plain.folder(), plain.environment(), LIMIT).with("INPUT", input).run();
  }

  /** A run that is not started yet. */
  Command command(String... arguments) {
    List<String> line = new ArrayList<>(List.of(KubernetesBinaries.kubectl().toString()));
    line.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(Loopback.WITHOUT_PROXY);
    environment.put("KUBECONFIG", kubeconfig.toString());
    // where it keeps what it has discovered
    environment.put("HOME", String.valueOf(kubeconfig.getParent()));
    return new Command(line, Checkout.root(), environment, LIMIT);
  }
}
