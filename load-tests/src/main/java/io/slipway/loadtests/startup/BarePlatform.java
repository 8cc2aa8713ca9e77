// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The least that takes an object over TLS, with a key that it has just made, has it on disk, and
 * then serves the model that it names: {@link BareServer}, the JDK's cryptography and TLS, SQLite's
 * driver and string cutting. No API, no schema, no controllers, one certificate that has signed
 * itself. What {@code up} takes beyond it is Slipway's own; what it takes itself nobody can save
 * who makes a key, speaks TLS and keeps objects in SQLite in this JVM.
 *
 * <p>{@code BarePlatform PORT --data DIRECTORY [train MODEL]}; with {@code train} it applies the
 * model to itself, asks once and exits, to make an AOT cache.
 */
public final class BarePlatform {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int EXPLICIT_3 = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final byte[] ECDSA_WITH_SHA256 =
      der(SEQUENCE, bytes(0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final byte[] COMMON_NAME = bytes(0x06, 3, 0x55, 4, 3);
  private static final byte[] ALTERNATIVE_NAMES = bytes(0x06, 3, 0x55, 0x1d, 0x11);
  private static final byte[] VERSION_3 = bytes(0xa0, 3, INTEGER, 1, 2);

  private static final String HEAD_END = "\r\n\r\n";
  private static final char[] NO_PASSWORD = {};

  private BarePlatform() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Path data = Path.of(args[2]);
    KeyPair key = newKey();
    byte[] certificate = certificate(key);
    try (Connection objects = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("db"));
        SSLServerSocket server = listen(key.getPrivate(), certificate)) {
      prepare(objects);
      Files.writeString(
          data.resolve("kubeconfig"),
          "certificate-authority-data: %s\nserver: https://localhost:%d\ntoken: none\n"
              .formatted(Base64.getEncoder().encodeToString(certificate), server.getLocalPort()));
      boolean train = args.length > 3;
      if (train) {
        Path model = Path.of(args[4]);
        Thread.ofPlatform().start(() -> apply(server.getLocalPort(), certificate, model));
      }
      BareServer.start(port, applied(server, objects));
      if (train) {
        BareServer.ask(port);
        System.exit(0);
      }
      Thread.currentThread().join();
    }
  }

  private static void prepare(Connection objects) throws SQLException {
    try (Statement statement = objects.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = full");
      statement.execute("create table if not exists objects (name text primary key, object blob)");
    }
  }

  /** The file of the model of the first object that is sent. */
  private static String applied(SSLServerSocket server, Connection objects)
      throws IOException, SQLException {
    while (true) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        String object = body(socket.getInputStream());
        try (PreparedStatement insert =
            objects.prepareStatement("insert into objects values (?, ?)")) {
          insert.setString(1, between(object, "\"name\":\""));
          insert.setBytes(2, object.getBytes(StandardCharsets.UTF_8));
          insert.execute();
        }
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 201 Created\r\nContent-Length: 0" + HEAD_END)
                    .getBytes(StandardCharsets.US_ASCII));
        return URI.create(between(object, "\"storageUri\":\"")).getPath();
      }
    }
  }

  private static String between(String text, String begin) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf('"', from));
  }

  /** What follows the head of a request that tells its length. */
  private static String body(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(HEAD_END) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client has ended within the head");
      }
      head.append((char) next);
    }
    String field = "content-length:";
    int from = head.toString().toLowerCase(Locale.ROOT).indexOf(field) + field.length();
    int length = Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)).strip());
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static SSLServerSocket listen(PrivateKey key, byte[] certificate)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    // nobody is trusted; with null the JDK would read its own CAs
    context.init(
        new KeyManager[] {new OneKey(key, parsed(certificate))}, new TrustManager[0], null);
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return server;
  }

  private static X509Certificate parsed(byte[] certificate) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
    return generator.generateKeyPair();
  }

  /** For localhost, in DER (X.509 version 3, RFC 5280), signed by its own key. */
  private static byte[] certificate(KeyPair key) throws GeneralSecurityException {
    byte[] name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text(UTF8_STRING, "bare"))));
    byte[] host = der(SEQUENCE, text(DNS_NAME, "localhost"));
    byte[] body =
        der(
            SEQUENCE,
            VERSION_3,
            der(INTEGER, BigInteger.ONE.toByteArray()),
            ECDSA_WITH_SHA256,
            name,
            der(
                SEQUENCE,
                text(GENERALIZED_TIME, "20200101000000Z"),
                text(GENERALIZED_TIME, "20500101000000Z")),
            name,
            key.getPublic().getEncoded(),
            der(
                EXPLICIT_3,
                der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, host)))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(body);
    return der(SEQUENCE, body, ECDSA_WITH_SHA256, der(BIT_STRING, bytes(0), signature.sign()));
  }

  private static byte[] text(int tag, String text) {
    return der(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      whole.writeBytes(bytes(0x82, length >> 8, length));
    } else if (length >= 0x80) {
      whole.writeBytes(bytes(0x81, length));
    } else {
      whole.write(length);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  /** As a client, over a plain socket: an HTTP client's classes are not to go into the cache. */
  private static void apply(int port, byte[] certificate, Path model) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, NO_PASSWORD);
      trusted.setCertificateEntry("bare", parsed(certificate));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      byte[] object = new Applying(model, model).service().getBytes(StandardCharsets.UTF_8);
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write(
                ("POST / HTTP/1.1\r\nContent-Length: " + object.length + HEAD_END)
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(object);
        socket.getInputStream().readAllBytes();
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot apply the model to myself", e);
    }
  }

  /** A key store would encrypt the key and decrypt it again, with 10,000 hashes each time. */
  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "key";

    private final PrivateKey key;
    private final X509Certificate certificate;

    OneKey(PrivateKey key, X509Certificate certificate) {
      this.key = key;
      this.certificate = certificate;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return keyType.equals(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }
}
