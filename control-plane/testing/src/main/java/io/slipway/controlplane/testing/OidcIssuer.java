// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider on a port of loopback, with a certificate of an authority of its own:
 * it tells its keys, and signs whatever it is given. Closed by whoever started it.
 */
public final class OidcIssuer implements AutoCloseable {
  private final HttpsServer server;
  private final String url;
  private final Path authorities;
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

  private OidcIssuer(HttpsServer server, Path authorities) {
    this.server = server;
    this.url = "https://localhost:" + server.getAddress().getPort();
    this.authorities = authorities;
  }

  /**
   * Starts one with the keys {@code rsa} and {@code ec}.
   *
   * @param directory for the file with its authority
   */
  public static OidcIssuer start(Path directory) {
    try {
      Instant now = Instant.now();
      X509Bundle authority =
          builder("issuers", now).setIsCertificateAuthority(true).buildSelfSigned();
      X509Bundle certificate =
          builder("localhost", now)
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .buildIssuedBy(authority);
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(certificate)));
      OidcIssuer issuer =
          new OidcIssuer(
              server,
              Files.writeString(directory.resolve("issuer-ca.pem"), authority.getCertificatePEM()));
      issuer.addRsaKey("rsa");
      issuer.addEcKey("ec");
      server.createContext(
          "/.well-known/openid-configuration", exchange -> answer(exchange, issuer.discovery()));
      server.createContext("/keys", exchange -> answer(exchange, issuer.keySet()));
      server.start();
      return issuer;
    } catch (Exception e) {
      throw new AssertionError("an OpenID Connect provider could not be started", e);
    }
  }

  private static CertificateBuilder builder(String name, Instant now) {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .ecp256()
        .notBefore(now.minus(Duration.ofHours(1)))
        .notAfter(now.plus(Duration.ofDays(1)));
  }

  private static SSLContext tls(X509Bundle certificate)
      throws GeneralSecurityException, IOException {
    char[] password = "none".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        certificate.getKeyPair().getPrivate(),
        password,
        certificate.getCertificatePathWithRoot());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    return tls;
  }

  /** As tokens name it: {@code https://localhost:40123}. */
  public String url() {
    return url;
  }

  /** What its certificate is checked with (PEM). */
  public Path authorities() {
    return authorities;
  }

  /** It tells of one more key from now on. */
  public void addRsaKey(String id) {
    keys.put(id, pair("RSA", null));
  }

  private void addEcKey(String id) {
    keys.put(id, pair("EC", "secp256r1"));
  }

  private static KeyPair pair(String kind, @Nullable String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (curve == null) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK makes no keys of " + kind, e);
    }
  }

  /** A token that its key has signed by RS256. */
  public String token(String claims) {
    return token("RS256", "rsa", claims);
  }

  /**
   * A token that one of its keys has signed.
   *
   * @param algorithm RS256, RS512 or ES256
   * @param claims in JSON
   */
  public String token(String algorithm, String key, String claims) {
    KeyPair pair = keys.get(key);
    if (pair == null) {
      throw new AssertionError("the issuer has no key " + key);
    }
    return token(header(algorithm, key), claims, algorithm, pair);
  }

  /** A token of a key that it does not have, and says to be one that it has. */
  public String forged(String key, String claims) {
    return token(header("RS256", key), claims, "RS256", pair("RSA", null));
  }

  /** A token with another header. */
  public String token(String header, String claims, String algorithm, KeyPair key) {
    String signed = encode(header.getBytes(UTF_8)) + '.' + encode(claims.getBytes(UTF_8));
    return signed + '.' + encode(signature(algorithm, key, signed.getBytes(US_ASCII)));
  }

  /** A token that nobody signed. */
  public String unsigned(String claims) {
    return encode("{\"alg\":\"none\"}".getBytes(UTF_8))
        + '.'
        + encode(claims.getBytes(UTF_8))
        + '.';
  }

  /** A token with a code that everybody can make: its key is the public one. */
  public String codedByPublicKey(String claims) {
    String signed =
        encode(header("HS256", "rsa").getBytes(UTF_8)) + '.' + encode(claims.getBytes(UTF_8));
    try {
      PublicKey key = key("rsa").getPublic();
      String pem =
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
              + "\n-----END PUBLIC KEY-----\n";
      Mac code = Mac.getInstance("HmacSHA256");
      code.init(new SecretKeySpec(pem.getBytes(US_ASCII), "HmacSHA256"));
      return signed + '.' + encode(code.doFinal(signed.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK has no HMAC", e);
    }
  }

  /** One of its keys. */
  public KeyPair key(String id) {
    KeyPair pair = keys.get(id);
    if (pair == null) {
      throw new AssertionError("the issuer has no key " + id);
    }
    return pair;
  }

  private static String header(String algorithm, String key) {
    return "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(algorithm, key);
  }

  private static byte[] signature(String algorithm, KeyPair key, byte[] signed) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case "RS256" -> "SHA256withRSA";
                case "RS512" -> "SHA512withRSA";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                default -> throw new AssertionError(algorithm + " is not signed by here");
              });
      signature.initSign(key.getPrivate());
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK does not sign by " + algorithm, e);
    }
  }

  private String discovery() {
    return """
    {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/login",
     "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
     "id_token_signing_alg_values_supported": ["RS256", "RS512", "ES256"]}
    """
        .formatted(url());
  }

  private String keySet() {
    StringJoiner all = new StringJoiner(", ", "{\"keys\": [", "]}");
    keys.forEach((id, pair) -> all.add(described(id, pair.getPublic())));
    return all.toString();
  }

  private static String described(String id, PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
              .formatted(id, number(rsa.getModulus(), 256), number(rsa.getPublicExponent(), 3));
      case ECPublicKey ec ->
          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
              .formatted(
                  id, number(ec.getW().getAffineX(), 32), number(ec.getW().getAffineY(), 32));
      default -> throw new AssertionError("a key of " + key.getAlgorithm());
    };
  }

  /** With exactly so many bytes. */
  private static String number(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] exact = new byte[length];
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, exact, length - copied, copied);
    return encode(exact);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void answer(HttpExchange exchange, String document) throws IOException {
    try (exchange) {
      byte[] body = document.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
