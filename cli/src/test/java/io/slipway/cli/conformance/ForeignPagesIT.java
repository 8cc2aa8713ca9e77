// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Iris;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a web page of another origin, or one whose name leads to this machine since a moment ago,
 * gets from the ports of {@code slipway up} and of the Pods that it runs: nothing.
 */
@Tag("conformance")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ForeignPagesIT {
  private static final int READ_LIMIT_MS = 30_000;
  private static final String POST = "POST /v1/models/iris:predict HTTP/1.1";
  private static final String UNLOAD = "POST /v2/repository/models/iris/unload HTTP/1.1";
  private static final String EXEC =
      "GET /api/v1/namespaces/default/pods/alone-predictor-00001-0/exec?command=id HTTP/1.1";
  private static final String[] UPGRADE = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: v5.channel.k8s.io"
  };

  @TempDir private Path folder;

  /** A request and what is wrong with it. */
  private record Attack(String wrong, String request, String body) {}

  @Test
  void getNothingFromAnyPortAndChangeNothing() throws Exception {
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = apply(server);
      String kubeconfig = Files.readString(server.kubeconfig());
      int api = URI.create(field(kubeconfig, "server")).getPort();
      String token = field(kubeconfig, "token");
      SSLContext tls = trusting(server);
      List<ListeningPort> ports = ListeningPort.of(server.processes());
      assertThat(ports)
          .extracting(ListeningPort::port)
          .contains(
              api, server.http().getPort(), Integer.parseInt(server.grpc().replaceAll(".*:", "")));
      assertThat(ports).as("a Pod's port").anyMatch(port -> !port.host().equals("127.0.0.1"));

      for (ListeningPort port : ports) {
        boolean encrypted = port.port() == api;
        String credential = encrypted ? "Authorization: Bearer " + token : "X-None: none";
        assertAnswersItsOwnPages(port, encrypted ? tls : null, credential);
        for (Attack attack : attacks(port, credential)) {
          assertRefused(port, encrypted ? tls : null, attack);
        }
        assertRefusedOverHttp2(port, encrypted ? tls : null, token);
      }

      assertThat(kubectl.run("get", "namespace", "evil").exitCode()).isNotZero();
      Iris.assertAnswers(server.http(), "iris");
      Iris.assertAnswers(server.http(), "alone");
      delete(kubectl);
    }
  }

  private static List<Attack> attacks(ListeningPort port, String credential) {
    String own = "Host: " + port.authority();
    String namespaces = "POST /api/v1/namespaces HTTP/1.1";
    String namespace = "{\"metadata\":{\"name\":\"evil\"}}";
    String text = "Content-Type: text/plain";
    String foreign = "Origin: https://evil.example";
    List<Attack> attacks = new ArrayList<>();
    String rebound = "Host: evil.example:" + port.port();
    for (String line :
        new String[] {"GET / HTTP/1.1", "GET /v2/models HTTP/1.1", "GET /api HTTP/1.1"}) {
      attacks.add(new Attack("a rebound name", request(line, rebound, credential), ""));
    }
    attacks.add(
        new Attack("a rebound name", request(namespaces, rebound, credential, text), namespace));
    for (String origin :
        new String[] {
          foreign, "Origin: http://localhost:1", "Origin: null", "Origin: http://evil.localhost"
        }) {
      attacks.add(
          new Attack(origin, request("GET /v2/models HTTP/1.1", own, credential, origin), ""));
      attacks.add(new Attack(origin, request(POST, own, credential, origin, text), "{}"));
      attacks.add(new Attack(origin, request(UNLOAD, own, credential, origin, text), "{}"));
      attacks.add(
          new Attack(origin, request(namespaces, own, credential, origin, text), namespace));
      attacks.add(
          new Attack(
              "a preflight of " + origin,
              request(
                  POST.replace("POST", "OPTIONS"),
                  own,
                  origin,
                  "Access-Control-Request-Method: POST",
                  "Access-Control-Request-Headers: authorization",
                  "Access-Control-Request-Private-Network: true"),
              ""));
      attacks.add(
          new Attack(
              "a WebSocket of " + origin,
              request(EXEC, own, credential, origin) + String.join("\r\n", UPGRADE) + "\r\n",
              ""));
    }
    return attacks;
  }

  private static String request(String line, String... headers) {
    return line + "\r\n" + String.join("\r\n", headers) + "\r\n";
  }

  private static void assertRefused(ListeningPort port, @Nullable SSLContext tls, Attack attack)
      throws IOException {
    String answer = answer(port, tls, attack.request(), attack.body());
    String what = port + ", " + attack.wrong() + ": " + attack.request() + "\n" + answer;

    assertThat(answer).as(what).startsWith("HTTP/1.1 403 ");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .as(what)
        .doesNotContain("access-control-allow")
        .doesNotContain("sec-websocket-accept")
        .doesNotContain("iris");
  }

  /** Else a port that answers nobody would pass for a safe one. */
  private static void assertAnswersItsOwnPages(
      ListeningPort port, @Nullable SSLContext tls, String credential) throws IOException {
    String scheme = tls == null ? "http://" : "https://";
    String path = tls == null ? "GET /v2/health/live HTTP/1.1" : "GET /api/v1/namespaces HTTP/1.1";
    String request =
        request(
            path, "Host: " + port.authority(), "Origin: " + scheme + port.authority(), credential);

    assertThat(answer(port, tls, request, "")).as(port.toString()).startsWith("HTTP/1.1 200 ");
  }

  private static void assertRefusedOverHttp2(
      ListeningPort port, @Nullable SSLContext tls, String token)
      throws IOException, InterruptedException {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2);
    try (HttpClient client = (tls == null ? builder : builder.sslContext(tls)).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create((tls == null ? "http://" : "https://") + port.authority() + "/api"))
              .header("Authorization", "Bearer " + token)
              .header("Origin", "https://evil.example")
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(port + ": " + answer.body()).isEqualTo(403);
      if (tls != null) { // in plain text it begins with an upgrade, which is refused
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }
  }

  private static String answer(
      ListeningPort port, @Nullable SSLContext tls, String head, String body) throws IOException {
    try (Socket socket =
        tls == null
            ? new Socket(port.host(), port.port())
            : tls.getSocketFactory().createSocket(port.host(), port.port())) {
      socket.setSoTimeout(READ_LIMIT_MS);
      String whole = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
      socket.getOutputStream().write(whole.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return answer(socket.getInputStream());
    }
  }

  /** Its head, and as much of a body as it says. */
  private static String answer(InputStream from) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = from.read();
      if (next < 0) {
        return answer.toString();
      }
      answer.append((char) next);
    }
    Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
    int left = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return answer + new String(from.readNBytes(left), ISO_8859_1);
  }

  private static SSLContext trusting(SlipwayProcess server)
      throws IOException, GeneralSecurityException {
    Path authority = server.kubeconfig().resolveSibling("pki").resolve("ca.crt");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, factory.getTrustManagers(), null);
    return tls;
  }

  private static String field(String kubeconfig, String name) {
    Matcher line = Pattern.compile("(?m)^\\s*" + name + ": (\\S+)$").matcher(kubeconfig);
    assertThat(line.find()).as(name).isTrue();
    return line.group(1);
  }

  /** One service inside the process, and one in a process of its own. */
  private Kubectl apply(SlipwayProcess server) throws IOException, InterruptedException {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: %s
          annotations: {slipway.io/isolation: %s}
        spec:
          predictor:
            model:
              modelFormat: {name: onnx}
              storageUri: %s
        ---
        """;
    URI model = Iris.model().toUri();
    Path file =
        Files.writeString(
            folder.resolve("services.yaml"),
            service.formatted("iris", "in-process", model)
                + service.formatted("alone", "process", model));
    Kubectl kubectl = new Kubectl(server.kubeconfig());
    kubectl.output("apply", "-f", file.toString());
    kubectl.output("wait", "--for=condition=Ready", "isvc", "--all", "--timeout=55s");
    return kubectl;
  }

  private static void delete(Kubectl kubectl) throws IOException, InterruptedException {
    kubectl.output("delete", "isvc", "--all", "--timeout=55s");
    kubectl.output("wait", "--for=delete", "pod", "--all", "--timeout=55s");
  }
}
