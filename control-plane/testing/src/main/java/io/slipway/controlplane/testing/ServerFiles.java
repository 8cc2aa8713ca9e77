// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.Stream;

/** The temporary directory of one {@link KubeApiServer}: what it reads, and what it writes. */
record ServerFiles(Path directory) {
  static final String TOKEN = "token-of-the-tests";
  static final String POWERLESS_TOKEN = "token-of-nobody";

  static ServerFiles create() throws IOException, GeneralSecurityException {
    var files = new ServerFiles(Files.createTempDirectory("slipway-kubernetes"));
    Files.writeString(
        files.tokens(),
        """
        %s,admin,admin,system:masters
        %s,nobody,nobody
        """
            .formatted(TOKEN, POWERLESS_TOKEN));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair key = generator.generateKeyPair();
    Files.writeString(files.privateKey(), pem("PRIVATE KEY", key.getPrivate().getEncoded()));
    Files.writeString(files.publicKey(), pem("PUBLIC KEY", key.getPublic().getEncoded()));
    return files;
  }

  Path database() {
    return directory.resolve("etcd");
  }

  Path log() {
    return directory.resolve("log");
  }

  Path tokens() {
    return directory.resolve("tokens.csv");
  }

  Path privateKey() {
    return directory.resolve("service-accounts.key");
  }

  Path publicKey() {
    return directory.resolve("service-accounts.pub");
  }

  /** Written by kube-apiserver: its certificate and that of the authority it made for itself. */
  Path serverCertificate() {
    return directory.resolve("apiserver.crt");
  }

  /** Written by kube-apiserver after the certificate. */
  Path serverKey() {
    return directory.resolve("apiserver.key");
  }

  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  void writeKubeconfig(URI url) throws IOException {
    Files.writeString(
        kubeconfig(),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: test
          user:
            token: %s
        contexts:
        - name: test
          context: {cluster: test, user: test}
        """
            .formatted(
                url,
                Base64.getEncoder().encodeToString(Files.readAllBytes(serverCertificate())),
                TOKEN));
  }

  void delete() {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new AssertionError(directory + " could not be deleted", e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(
            what, Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(content), what);
  }
}
