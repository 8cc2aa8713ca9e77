// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Asks a provider for its keys, over HTTPS (OpenID Connect Discovery 1.0, 4). Blocks. */
final class Provider implements KeySource {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;
  private static final int OK = 200;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String issuer;
  private final @Nullable SSLContext tls;

  private Provider(String issuer, @Nullable SSLContext tls) {
    this.issuer = issuer;
    this.tls = tls;
  }

  /**
   * @throws IOException if the file with the authorities cannot be used
   */
  static Provider of(OidcConfig config) throws IOException {
    Path file = config.authorities();
    return new Provider(config.issuer(), file == null ? null : trusting(file));
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), each);
      }
      if (trusted.size() == 0) {
        throw new IOException(file + " has no certificate in it (expected: PEM)");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, factory.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage() + " (expected: PEM)", e);
    }
  }

  @Override
  public JsonWebKeys fetch() throws IOException, InterruptedException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL); // none that leaves HTTPS
    HttpClient client = (tls == null ? builder : builder.sslContext(tls)).build();
    try {
      String place = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
      JsonNode document = get(client, place + DISCOVERY);
      String said = document.path("issuer").asText("");
      if (!said.equals(issuer)) {
        throw new IOException(
            place + DISCOVERY + ": issuer: '" + said + "' (expected: '" + issuer + "')");
      }
      String keys = document.path("jwks_uri").asText("");
      if (!keys.startsWith("https://")) {
        throw new IOException(
            place + DISCOVERY + ": jwks_uri: '" + keys + "' (expected: https://...)");
      }
      return JsonWebKeys.read(get(client, keys));
    } finally {
      client.shutdownNow();
    }
  }

  private static JsonNode get(HttpClient client, String address)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> asked;
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build();
      asked =
          client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    } catch (IllegalArgumentException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
    try {
      HttpResponse<byte[]> answer = asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != OK) {
        throw new IOException(address + ": answered " + answer.statusCode() + " (expected: 200)");
      }
      return MAPPER.readTree(answer.body());
    } catch (ExecutionException e) {
      throw new IOException(address + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(address + ": no answer within " + LIMIT.toSeconds() + " s", e);
    } finally {
      asked.cancel(true);
    }
  }
}
