// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An API over its socket, as the owner of a kubeconfig reaches it: by a token or a client
 * certificate. The file has one cluster and one user, a field on a line.
 */
public final class KubeconfigTarget implements ApiTarget, AutoCloseable {
  private static final char[] NO_PASSWORD = {};

  private final SocketTransport admin;
  private final SocketTransport anyone;
  private final String adminToken;
  private final LongConsumer compaction;

  private KubeconfigTarget(
      SocketTransport admin, SocketTransport anyone, String adminToken, LongConsumer compaction) {
    this.admin = admin;
    this.anyone = anyone;
    this.adminToken = adminToken;
    this.compaction = compaction;
  }

  /**
   * @param compaction what {@link #compact} does
   */
  public static KubeconfigTarget of(Path kubeconfig, LongConsumer compaction) {
    try {
      String text = Files.readString(kubeconfig);
      URI server = URI.create(field(text, "server").orElseThrow());
      Map<String, String> headers =
          field(text, "token")
              .map(token -> Map.of("Authorization", "Bearer " + token))
              .orElse(Map.of());
      return new KubeconfigTarget(
          new SocketTransport(server, tls(text, keys(text)), headers),
          new SocketTransport(server, tls(text, new KeyManager[0]), Map.of()),
          field(text, "token").orElse(""),
          compaction);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(kubeconfig + " cannot be used", e);
    }
  }

  @Override
  public ApiTransport admin() {
    return admin;
  }

  @Override
  public ApiTransport anyone() {
    return anyone;
  }

  @Override
  public String adminToken() {
    return adminToken;
  }

  @Override
  public ApiSocket openSocket(ApiRequest request, List<String> protocols) {
    return anyone.openSocket(request, protocols);
  }

  @Override
  public void compact(long resourceVersion) {
    compaction.accept(resourceVersion);
  }

  @Override
  public void close() {
    admin.close();
    anyone.close();
  }

  private static SSLContext tls(String kubeconfig, KeyManager[] keys)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = emptyStore();
    for (Certificate certificate :
        certificates(bytes(kubeconfig, "certificate-authority-data").orElseThrow())) {
      trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, factory.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] keys(String kubeconfig) throws IOException, GeneralSecurityException {
    Optional<byte[]> certificate = bytes(kubeconfig, "client-certificate-data");
    if (certificate.isEmpty()) {
      return new KeyManager[0];
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        privateKey(bytes(kubeconfig, "client-key-data").orElseThrow()),
        NO_PASSWORD,
        certificates(certificate.get()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(byte[] pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem));
  }

  private static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
    String base64 = new String(pem, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  private static Optional<byte[]> bytes(String kubeconfig, String name) {
    return field(kubeconfig, name).map(Base64.getDecoder()::decode);
  }

  private static Optional<String> field(String kubeconfig, String name) {
    Matcher line = Pattern.compile("(?m)^\\s*" + name + ": (\\S+)$").matcher(kubeconfig);
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }
}
