// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import io.slipway.controlplane.agent.spec.ProbeAction.HttpGet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A GET over a connection of its own. As a kubelet does, it sends the headers that it is given,
 * {@code Host} and {@code Connection} too, which the JDK's client does not; its time is for the
 * whole answer; and it believes every certificate.
 */
final class HttpProbe {
  /** What has no meaning without a body. */
  private static final List<String> UNSENT =
      List.of("Content-Length", "Transfer-Encoding", "Trailer");

  private HttpProbe() {}

  /** Made at the first probe of this kind. */
  private static final class Tls {
    static final SSLSocketFactory TRUSTING = trusting();

    private static SSLSocketFactory trusting() {
      try {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustsAll()}, null);
        return tls.getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has TLS", e);
      }
    }
  }

  /** What an answer is wanted for. */
  enum Purpose {
    PROBE("kube-probe"),
    HOOK("kube-lifecycle");

    private final String agent;

    Purpose(String agent) {
      this.agent = agent;
    }

    /** A hook has been heard when there is an answer. */
    private boolean isGood(int status) {
      return this == HOOK || (status >= 200 && status < 400);
    }
  }

  static ProbeResult get(HttpGet probe, String host, int port, Duration timeout, Purpose purpose)
      throws IOException {
    String path = probe.path().startsWith("/") ? probe.path() : "/" + probe.path();
    String at = host.contains(":") ? "[" + host + "]" : host;
    boolean tls = probe.scheme().equals("HTTPS");
    URI uri = URI.create((tls ? "https://" : "http://") + at + ":" + port + path);
    byte[] request = request(uri, probe.headers(), purpose);
    long end = System.nanoTime() + timeout.toNanos();
    CountDownLatch done = new CountDownLatch(1);
    try (Socket socket = new Socket()) {
      // Times of sockets are for one read each, and a server may send byte after byte.
      Thread.ofVirtual().name("probe-limit").start(() -> closeLate(socket, done, timeout));
      socket.connect(new InetSocketAddress(host, port));
      int status;
      if (tls) {
        try (Socket secured = Tls.TRUSTING.createSocket(socket, host, port, true)) {
          status = ask(secured, request, purpose);
        }
      } else {
        status = ask(socket, request, purpose);
      }
      return purpose.isGood(status)
          ? ProbeResult.SUCCESS
          : ProbeResult.failure("HTTP probe failed with statuscode: " + status);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // nobody waits any more
      }
      String why = e.getMessage() == null ? "connection refused" : e.getMessage();
      boolean late = end - System.nanoTime() <= 0;
      return ProbeResult.failure("Get \"%s\": %s".formatted(uri, late ? "timeout" : why));
    } finally {
      done.countDown();
    }
  }

  private static void closeLate(Socket socket, CountDownLatch done, Duration timeout) {
    try {
      if (!done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        socket.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // it is closed by who asks
    }
  }

  private static int ask(Socket socket, byte[] request, Purpose purpose) throws IOException {
    socket.getOutputStream().write(request);
    HttpAnswer answer = HttpAnswer.read(socket.getInputStream());
    if (purpose == Purpose.PROBE) {
      answer.body();
    }
    return answer.status();
  }

  private static byte[] request(URI uri, Map<String, String> said, Purpose purpose) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("User-Agent", purpose.agent + "/slipway");
    headers.put("Accept", "*/*");
    headers.put("Connection", "close");
    headers.putAll(said);
    UNSENT.forEach(headers::remove);
    String host = headers.remove("Host");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder request = new StringBuilder("GET " + uri.getRawPath() + query + " HTTP/1.1\r\n");
    header(request, "Host", host == null || host.isEmpty() ? uri.getRawAuthority() : host);
    headers.forEach((name, value) -> header(request, name, value));
    return request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void header(StringBuilder request, String name, String value) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.matches("(?s).*[\\x00\\r\\n].*")) {
      throw new IllegalArgumentException("header %s: it is no header of HTTP".formatted(name));
    }
    request.append(name).append(": ").append(value).append("\r\n");
  }

  /** The probe asks whether somebody answers, not who. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
