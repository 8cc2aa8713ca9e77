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
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands for a Kubernetes API refuse before they ask it. */
class KubeCommandsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apply | no file given (expected: -f FILE, -f DIR or -f -)",
        "apply x.yaml | 'x.yaml' is not an option (files are given with -f)",
        "apply -f x --dry-run maybe | --dry-run: 'maybe' (expected: server, none)",
        "apply -f x --dry-run client | --dry-run: 'client' (expected: server, none)",
        "apply -f x --validate often | --validate: 'often' (expected: strict, warn, ignore)",
        "apply -f x --server-side=false | applies are made by the server only",
        "apply -f x -o table | --output: 'table' (expected: name, yaml, json, wide)",
        "get pods -o custom | --output: 'custom' (expected: name, yaml, json, wide)",
        "delete | expected: TYPE NAME, TYPE/NAME, or -f FILE",
        "delete pods | no name given (expected: NAME, -l LABELS or --all)",
        "delete pods a --all | names, and --all or selectors, exclude each other",
        "delete pod/a -l x=y | names, and --all or selectors, exclude each other",
        "delete pods -f x | -f stands alone",
        "delete pod/a --cascade often | --cascade: 'often' (expected: background, foreground,"
            + " orphan)",
        "delete pod/a --grace-period soon | --grace-period: 'soon' (expected: a whole number",
        "delete pod/a --wait=perhaps | --wait: 'perhaps' (expected: true or false)",
        "delete pod/a --timeout 5 | --timeout: '5' (expected: such as 30s",
        "wait pod/a | nothing to wait for (expected: --for=condition=Ready, ...)",
        "wait pod/a --for Ready | --for: 'Ready' (expected: condition=TYPE",
        "wait pod/a --for delete --timeout soon | --timeout: 'soon' (expected: such as 30s",
        "backup | expected: the new file for the backup",
        "restore a b | expected: the file of a backup",
      })
  void whatIsWrongOnTheLineIsAUsageError(String line, String message) {
    Cli.Result result = Cli.run(line.split(" ", -1));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("slipway: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "get pods",
    "get pod/a -w",
    "delete pod a --wait --ignore-not-found",
    "wait pod a --for=delete"
  })
  void anApiThatIsNotThereIsNamedWithItsKubeconfig(String line) throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    Path kubeconfig = kubeconfig("http://127.0.0.1:" + port);

    Cli.Result result = run(line, kubeconfig);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("nothing answers at http://127.0.0.1:" + port, kubeconfig.toString());
  }

  @Test
  void aKubeconfigThatIsNotThereIsNamed() {
    assertThat(run("get pods", folder.resolve("gone")).err())
        .contains("no kubeconfig: there is no " + folder.resolve("gone"));
  }

  private Path kubeconfig(String server) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        current-context: a
        clusters: [{name: a, cluster: {server: "%s"}}]
        contexts: [{name: a, context: {cluster: a}}]
        """
            .formatted(server));
  }

  private static Cli.Result run(String line, Path kubeconfig) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return Cli.run(words.toArray(String[]::new));
  }
}
