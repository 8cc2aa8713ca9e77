// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.kube;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a kubeconfig of Slipway says: where the API is, who signed its certificate, and the token of
 * its owner. Immutable.
 */
public record Kubeconfig(URI server, String token, byte[] authority) {
  private static final char[] NO_PASSWORD = {};

  /**
   * @throws IllegalStateException if the file is not whole yet
   */
  public static Kubeconfig read(Path file) throws IOException {
    String config = Files.readString(file);
    return new Kubeconfig(
        URI.create(value(config, "server")),
        value(config, "token"),
        Base64.getDecoder().decode(value(config, "certificate-authority-data")));
  }

  /** A client that trusts the API and nobody else; the caller closes it. */
  public HttpClient client() throws IOException {
    try {
      return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls()).build();
    } catch (GeneralSecurityException e) {
      throw new IOException("the kubeconfig's authority is no certificate", e);
    }
  }

  /** A request as the owner, of JSON. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private SSLContext tls() throws GeneralSecurityException, IOException {
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(authority));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, NO_PASSWORD);
    trusted.setCertificateEntry("authority", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The value of a key that is there once, in YAML or JSON. */
  private static String value(String config, String name) {
    Matcher value = Pattern.compile("\"?" + name + "\"?: *\"?([^\"\\s,}]+)").matcher(config);
    if (!value.find()) {
      throw new IllegalStateException("the kubeconfig has no " + name);
    }
    return value.group(1);
  }
}
