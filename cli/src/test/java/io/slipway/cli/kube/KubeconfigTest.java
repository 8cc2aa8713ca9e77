// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
  private static final String CONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: home
      clusters:
      - name: here
        cluster:
          server: https://127.0.0.1:8090/
          certificate-authority-data: UEVN
      - name: there
        cluster: {server: "https://there.example.com", insecure-skip-tls-verify: true}
      users:
      - name: me
        user: {client-certificate-data: Q0VSVA==, client-key: key.pem}
      - name: bearer
        user: {tokenFile: token}
      contexts:
      - name: home
        context: {cluster: here, user: me, namespace: lab}
      - name: away
        context: {cluster: there, user: bearer}
      - name: nobody
        context: {cluster: here}
      """;

  @TempDir private Path folder;

  @Test
  void theCurrentContextSaysWhereAndWho() throws IOException {
    Files.writeString(folder.resolve("key.pem"), "KEY");

    KubeAccess access = read(CONFIG).access(null);

    assertThat(access.server()).isEqualTo(URI.create("https://127.0.0.1:8090"));
    assertThat(access.namespace()).isEqualTo("lab");
    assertThat(access.authority())
        .isNotNull()
        .satisfies(pem -> assertThat(pem.text()).isEqualTo("PEM"));
    assertThat(access.certificate()).satisfies(pem -> assertThat(pem.text()).isEqualTo("CERT"));
    assertThat(access.key()).satisfies(pem -> assertThat(pem.text()).isEqualTo("KEY"));
    assertThat(access.toString()).doesNotContain("KEY");
  }

  @Test
  void anotherContextIsChosenByName() throws IOException {
    Files.writeString(folder.resolve("token"), "secret\n");

    KubeAccess access = read(CONFIG).access("away");

    assertThat(access.trustAll()).isTrue();
    assertThat(access.token()).isEqualTo("secret");
    assertThat(access.namespace()).isEqualTo("default");
  }

  @Test
  void aContextNeedsNoUser() throws IOException {
    assertThat(read(CONFIG).access("nobody").token()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contexts: | contextz: | no context 'home'",
        "cluster: here, user: me | cluster: gone, user: me | no cluster 'gone' (expected: one of"
            + " here, there)",
        "cluster: here, user: me | cluster: here, user: x | no user 'x'",
        "{client-certificate-data: Q0VSVA==, client-key: key.pem} | {exec: {command: x}} | 'exec',"
            + " which is not supported",
        "{client-certificate-data: Q0VSVA==, client-key: key.pem} | {username: a, password: b} |"
            + " 'username', which is not supported",
        "client-certificate-data: Q0VSVA==, client-key | client-key | go together",
        "client-key: key.pem | client-key-data: a | client-key-data is not base64",
        "https://127.0.0.1:8090/ | 127.0.0.1:8090 | server: '127.0.0.1:8090' (expected:"
            + " https://HOST:PORT)",
        "current-context: home | current: home | no current-context",
        "client-key: key.pem | client-key: gone.pem | gone.pem: file not found",
      })
  void whatCannotBeHonouredIsRefused(String part, String instead, String message)
      throws IOException {
    Files.writeString(folder.resolve("key.pem"), "KEY");

    assertThatThrownBy(() -> read(CONFIG.replace(part, instead)).access(null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message);
  }

  @Test
  void ofSeveralFilesTheFirstThatSaysItCounts() throws IOException {
    Path first = folder.resolve("first");
    Files.writeString(
        first, "current-context: away\nclusters: [{name: there, cluster: {server: 'http://a:1'}}]");
    Files.writeString(folder.resolve("token"), "secret");
    Path second = Files.writeString(folder.resolve("second"), CONFIG);

    KubeAccess access =
        Kubeconfig.read(List.of(folder.resolve("gone"), first, second)).access(null);

    assertThat(access.server()).isEqualTo(URI.create("http://a:1"));
    assertThat(access.token()).isEqualTo("secret");
  }

  @Test
  void withoutAnyFileItSaysWhatToDo() {
    assertThatThrownBy(() -> Kubeconfig.read(List.of(folder.resolve("gone"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no kubeconfig: there is no " + folder.resolve("gone"))
        .hasMessageContaining("--kubeconfig FILE");
  }

  @Test
  void whichFileItIs() throws IOException {
    Path option = Path.of("o");
    Path written = folder.resolve("kubeconfig");
    Path home = Path.of("home");

    assertThat(Kubeconfig.files(option, "a:b", written, home)).containsExactly(option);
    assertThat(Kubeconfig.files(null, "a::b", written, home))
        .containsExactly(Path.of("a"), Path.of("b"));
    assertThat(Kubeconfig.files(null, "", written, home))
        .containsExactly(Path.of("home/.kube/config"));
    Files.createFile(written);
    assertThat(Kubeconfig.files(null, null, written, home)).containsExactly(written);
  }

  private Kubeconfig read(String text) throws IOException {
    return Kubeconfig.read(List.of(Files.writeString(folder.resolve("config"), text)));
  }
}
