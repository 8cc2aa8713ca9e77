// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
 * Creates an InferenceService by the Kubernetes API of a server that is just starting.
 *
 * @param kubeconfig as the server will write it
 * @param model the model's file
 */
record Applying(Path kubeconfig, Path model) {
  private static final char[] NO_PASSWORD = {};
  private static final int CREATED = 201;

  /** Whether the service is there now; false while the API does not answer. */
  boolean create() throws InterruptedException {
    if (!Files.exists(kubeconfig)) {
      return false;
    }
    try {
      String config = Files.readString(kubeconfig);
      try (HttpClient client = HttpClient.newBuilder().sslContext(tls(config)).build()) {
        URI services =
            URI.create(
                value(config, "server")
                    + "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices");
        HttpRequest request =
            HttpRequest.newBuilder(services)
                .header("Authorization", "Bearer " + value(config, "token"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(service()))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == CREATED;
      }
    } catch (IOException | GeneralSecurityException | IllegalStateException _) {
      return false; // not listening yet, or just writing; the caller bounds how often this is tried
    }
  }

  private String service() {
    return """
    {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"iris"},
     "spec":{"predictor":{"model":{"modelFormat":{"name":"onnx"},"storageUri":"%s"}}}}
    """
        .formatted(model.toUri());
  }

  private static SSLContext tls(String config) throws GeneralSecurityException, IOException {
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, NO_PASSWORD);
    authority.setCertificateEntry(
        "authority", certificate(data(config, "certificate-authority-data")));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(byte[] pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem));
  }

  private static byte[] data(String config, String name) {
    return Base64.getDecoder().decode(value(config, name));
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
